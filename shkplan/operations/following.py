"""What follows a batch of runs, in order: each its own concern, and none of them spoils the reports.

A step that fails is told and logged; the reports stand, the other steps are taken, the exit code says that something failed.
"""

from __future__ import annotations

from collections.abc import Callable

from shkplan.operations.batch import Batch

__all__ = ["STEPS", "Step"]

Step = Callable[[Batch], None]

# The pointer to the latest, what changed, the catalogue, retention, and last of all who is told.
STEPS: tuple[Step, ...] = ()
