"""Reports that are there every month without a person: runs, their history, what changed, who is told, how long they are kept.

The reports themselves are made one floor below. Here stands what an office needs around them: ``reports.yaml`` is carried out
(:mod:`~shkplan.operations.running`), every run is written down (:mod:`~shkplan.operations.runs`), and what follows a run follows
in one order (:mod:`~shkplan.operations.following`).
"""
