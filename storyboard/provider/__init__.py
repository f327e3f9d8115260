"""What a model allows and how its API is spoken to: pure values, no sockets, no clock, never a secret."""
