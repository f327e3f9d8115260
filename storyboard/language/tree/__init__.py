"""What a file says as plain maps and lists that remember their places, and the words in which problems speak of it."""
