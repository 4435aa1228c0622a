"""``reports.yaml``: which reports a workspace makes by itself, when, of which day, and how long they are kept."""
