"""The door to the network: which addresses may be spoken to, one request at a time, what stands at a URL."""
