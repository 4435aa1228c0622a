"""What everything else stands on: errors, messages in two languages, units, periods, typed text."""
