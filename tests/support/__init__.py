"""What several tests share: servers that misbehave on purpose, and the means to start them."""
