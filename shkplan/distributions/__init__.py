"""Predictive distributions, and the links that carry them to the scale of a quantity."""
