"""The documentation: one Markdown page a subject and language, and what makes a site of them (``make docs``)."""
