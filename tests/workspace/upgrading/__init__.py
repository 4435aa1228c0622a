"""A workspace of an earlier format comes to that of today without losing a line."""
