"""What an evaluation reports of a plan, each a value that knows its assessment: official words, completion, proposals, warnings, past forecasts."""
