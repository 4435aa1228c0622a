"""A folder with a plan, its figures, scenarios and notebooks: loaded, checked, laid out."""
