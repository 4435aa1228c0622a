"""What verification looks at, each in a module of its own; :mod:`shkplan.report.verify` puts the questions in their order."""
