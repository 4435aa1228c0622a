"""Targets of a five-year plan, what was measured, and the honest probability of getting there.

The economist's morning::

    import shkplan as sp
    plan = sp.load_plan("shahekou-14fyp")
    obs = sp.load_observations(plan)
    sp.overview(plan, obs, as_of="2023-06-30")
    gdp = obs.as_of("2023-06-30").series("economy.gdp_growth")
    p = sp.project(gdp, to=2035, seed=7)
    sp.plot(p, target=plan["economy.gdp_growth"])
"""

from __future__ import annotations

import importlib
import sys
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

# Where each public name lives. They are imported on first use, so that `shkplan --help` need not wait for pandas.
_HOMES = {
    "load_plan": "plan",
    "load_observations": "sources",
    "load_scenario": "scenario",
    "reconstruct": "reconstruction",
    "project": "projection",
    "project_panel": "panels",
    "assess": "assessment",
    "overview": "standing",
    "backtest": "backtesting",
    "track_record": "record",
    "compare": "whatif",
    "MODELS": "models",
    "revisions": "vintages",
    "evenly": "models",
    "local_trend": "models",
    "NotAssessable": "errors",
    "table": "tables",
    "plot": "figures",
    "set_language": "i18n",
}

__all__ = sorted([*_HOMES, "__version__"])  # noqa: PLE0605

if TYPE_CHECKING:
    from shkplan.assessment import assess as assess
    from shkplan.backtesting import backtest as backtest
    from shkplan.errors import NotAssessable as NotAssessable
    from shkplan.figures import plot as plot
    from shkplan.i18n import set_language as set_language
    from shkplan.models import MODELS as MODELS
    from shkplan.models import evenly as evenly
    from shkplan.models import local_trend as local_trend
    from shkplan.panels import project_panel as project_panel
    from shkplan.plan import load_plan as load_plan
    from shkplan.projection import project as project
    from shkplan.reconstruction import reconstruct as reconstruct
    from shkplan.record import track_record as track_record
    from shkplan.scenario import load_scenario as load_scenario
    from shkplan.sources import load_observations as load_observations
    from shkplan.standing import overview as overview
    from shkplan.tables import table as table
    from shkplan.vintages import revisions as revisions
    from shkplan.whatif import compare as compare


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return __all__


if "IPython" in sys.modules:  # values show themselves as tables and charts; the command line never pays for it
    from shkplan import display as _display

    _display.register()
