"""What is handed over: the film, and pictures of how its shots hang together."""
