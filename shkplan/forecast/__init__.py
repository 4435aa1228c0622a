"""What a model makes of a series: projections, panels, backtests, the track record, learned weights."""
