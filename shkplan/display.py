"""How values show themselves in a notebook. Registered with IPython from here, so that values know nothing of HTML.

A value shows the table or chart that :func:`shkplan.table` and :func:`shkplan.plot` make of it, and carries with it
every number shown, as data.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

# What IPython takes: data by type, or that and what to know about it.
Bundle = dict[str, Any] | tuple[dict[str, Any], dict[str, Any]]


def register() -> bool:
    """Make the running IPython show values of this library; False where none runs."""
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython is not None and hasattr(ipython, "get_ipython") else None
    if shell is None:
        return False
    bundles = shell.display_formatter.mimebundle_formatter
    for (module, name), shown in _SHOWN.items():
        bundles.for_type_by_name(module, name, shown)
    return True


def _table(value: Any, **_asked: object) -> Bundle:
    from shkplan.tables import table

    return table(value)._repr_mimebundle_()


def _chart(value: Any, **_asked: object) -> Bundle:
    from shkplan.figures import plot

    return plot(value)._repr_mimebundle_()


def _words(value: Any, **_asked: object) -> Bundle:
    from shkplan.i18n import words

    return {"text/plain": words(value)}


# By whole names of classes, so that nothing is imported before the first value is shown.
_SHOWN: dict[tuple[str, str], Callable[..., Bundle]] = {
    ("shkplan.plan", "Plan"): _table,
    ("shkplan.plan", "Indicator"): _table,
    ("shkplan.observations", "Observations"): _table,
    ("shkplan.series", "AnnualSeries"): _table,
    ("shkplan.projection", "Projection"): _chart,
    ("shkplan.verdict", "Verdict"): _table,
    ("shkplan.standing", "Overview"): _table,
    ("shkplan.whatif", "Comparison"): _table,
    ("shkplan.backtesting", "Backtest"): _table,
    ("shkplan.record", "Record"): _table,
    ("shkplan.messages", "Text"): _words,
    ("shkplan.messages", "Message"): _words,
}
