"""From settled values to what is sent for a shot: who is in it, its references in their order, its prompt."""
