"""Readers of files with figures, one a format."""
