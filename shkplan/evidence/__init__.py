"""What was published: figures, the series they make, what they imply, how they were revised."""
