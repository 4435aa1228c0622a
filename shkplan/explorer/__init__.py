"""Sliders in a notebook: what if, and what follows, while one looks. ``sp.explore(a)`` is the door.

A package of its own name, since ``sp.explore`` is a function: Python knows one thing by one name.
"""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING

from shkplan.assessment.assessment import Assessment
from shkplan.base.errors import WrongKind
from shkplan.base.messages import said
from shkplan.base.shown import shown
from shkplan.display.setting import page_languages
from shkplan.explorer.still import Still, still

if TYPE_CHECKING:
    from shkplan.explorer.panel import Explorer

__all__ = ["explore"]


def explore(a: Assessment, target: str | None = None) -> Explorer | Still:
    """The panel of sliders of an assessment: growth, a shock and its recovery, and what follows for a target.

    What it shows is what ``a.under(...)`` gives for the scenario that says the same; its buttons keep up to four scenarios side by
    side, write a scenario file, and show the cell that asks the same. Where no widgets can be shown (the extra ``lab`` is not
    installed, or a report is being made) it is the same picture without sliders.

    Args:
        a: an assessment; one under a scenario opens with that scenario kept beside its baseline.
        target: its key; default the first that has an estimated probability.

    Raises:
        WrongKind: no assessment.
        UnknownName: no such target; with the nearest ones.
        ParameterError: the plan has no target with an event.
    """
    if not isinstance(a, Assessment):
        words = "explore: found {found}, expected an assessment; sp.assess(plan)."
        raise WrongKind(said(words, found=shown(a)))
    if page_languages() or find_spec("anywidget") is None:
        return still(a, target)
    from shkplan.explorer.panel import Explorer

    return Explorer(a, target)
