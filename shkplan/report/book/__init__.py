"""What a report is as one document, whichever program sets it: chapters in order, tables with columns, drawings with a size."""
