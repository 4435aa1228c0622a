"""What a plan states: indicators, targets, scenarios, and whether they hang together."""
