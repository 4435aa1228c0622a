"""What a target takes: the path that reaches it with a given probability, and the numbers within reach by a year."""
