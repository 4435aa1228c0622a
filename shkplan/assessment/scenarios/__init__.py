"""Assessments under scenarios: what claims do, what became of each, and what they change beside the baseline."""
