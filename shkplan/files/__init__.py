"""Files: where they lie, how they are opened safely, how they are put in place whole."""
