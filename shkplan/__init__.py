"""Targets of a five-year plan, what was measured, and the honest probability of getting there.

The economist's morning::

    import shkplan as sp
    a = sp.assess("shahekou-14fyp", as_of="2023-06-30")  # lazy: costs next to nothing
    a  # every target: probability with its evidence, or the reason why there is none
    a["economy.gdp_growth"]  # one verdict; sp.plot(a["economy.gdp_growth"]) its fan
    a.under("city-pace-resumes")["economy.gdp_growth"].prob
"""

from __future__ import annotations

import importlib
import sys
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

# Where each public name lives. They are imported on first use, so that `shkplan --help` need not wait for pandas.
_HOMES = {
    "load_plan": "workspace.load",
    "load_observations": "workspace.load",
    "load_scenario": "workspace.load",
    "load_archive": "workspace.archive",
    "load_iamc": "exchange.iamc",
    "claim": "register.supposing",
    "scenario": "register.supposing",
    "reconstruct": "evidence.reconstruction",
    "series": "evidence.own",
    "follow": "forecast.joint",
    "project": "forecast.projection",
    "project_panel": "forecast.panel",
    "assess": "assessment",
    "backtest": "forecast.backtest",
    "track_record": "forecast.track_record",
    "compare": "assessment",
    "score": "assessment.evaluation.scoring",
    "explore": "explorer",
    "MODELS": "models",
    "revisions": "evidence.vintages",
    "pool": "models",
    "pooled": "forecast.pooled",
    "local_trend": "models",
    "NotAssessable": "base.errors",
    "table": "display.tables",
    "plot": "display.charts",
    "set_language": "display.setting",
}

__all__ = sorted([*_HOMES, "__version__"])  # noqa: PLE0605

if TYPE_CHECKING:
    from shkplan.assessment import assess as assess
    from shkplan.assessment import compare as compare
    from shkplan.assessment.evaluation.scoring import score as score
    from shkplan.base.errors import NotAssessable as NotAssessable
    from shkplan.display.charts import plot as plot
    from shkplan.display.setting import set_language as set_language
    from shkplan.display.tables import table as table
    from shkplan.evidence.own import series as series
    from shkplan.evidence.reconstruction import reconstruct as reconstruct
    from shkplan.evidence.vintages import revisions as revisions
    from shkplan.exchange.iamc import load_iamc as load_iamc
    from shkplan.explorer import explore as explore
    from shkplan.forecast.backtest import backtest as backtest
    from shkplan.forecast.joint import follow as follow
    from shkplan.forecast.panel import project_panel as project_panel
    from shkplan.forecast.pooled import pooled as pooled
    from shkplan.forecast.projection import project as project
    from shkplan.forecast.track_record import track_record as track_record
    from shkplan.models import MODELS as MODELS
    from shkplan.models import local_trend as local_trend
    from shkplan.models import pool as pool
    from shkplan.register.supposing import claim as claim
    from shkplan.register.supposing import scenario as scenario
    from shkplan.workspace.archive import load_archive as load_archive
    from shkplan.workspace.load import load_observations as load_observations
    from shkplan.workspace.load import load_plan as load_plan
    from shkplan.workspace.load import load_scenario as load_scenario


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return __all__


if "IPython" in sys.modules:  # values show themselves as tables and charts; the command line never pays for it
    from shkplan.display import ipython as _display

    _display.register()
