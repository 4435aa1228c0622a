"""Verdicts on the targets of a plan: :func:`assess` is the only way to one.

Nothing is fitted here: projections are asked of :mod:`shkplan.forecast`, and every target of its rule.
"""

from shkplan.assessment.asking import assess
from shkplan.assessment.assessment import Assessment
from shkplan.assessment.scenarios.comparison import compare

__all__ = ["Assessment", "assess", "compare"]
