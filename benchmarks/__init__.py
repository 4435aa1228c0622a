"""How good the forecasts are beside those of others, on public panels: ``make benchmark`` writes RESULTS.md."""
