"""How values show themselves in a notebook. Registered with IPython from here, so that values know nothing of HTML.

A value shows the table or chart that :func:`shkplan.table` and :func:`shkplan.plot` make of it, and carries with it
every number shown, as data.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from html import escape
from typing import Any

from shkplan.base.errors import ShkplanError
from shkplan.base.messages import Said
from shkplan.display.setting import language, page_languages, spoken

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
    if hasattr(shell, "Completer") and hasattr(shell.Completer, "custom_matchers"):
        from shkplan.display import completing

        completing.register(shell)
    if not shell.custom_exceptions:  # those of somebody else stay
        shell.set_custom_exc((ShkplanError, TypeError, ValueError), _refused)
    return True


def _refused(shell: Any, kind: type[Exception], error: Exception, trace: Any, tb_offset: int | None = None) -> None:
    """Show an error as IPython does, its words in the language in force; in a report as its log tells it."""
    words = None if page_languages() else _words_of(error)
    if words is not None:
        shown = type(kind.__name__, (Exception,), {"__module__": kind.__module__})(words)
        shown.__cause__, shown.__context__ = error.__cause__, error.__context__
        shown.__suppress_context__ = error.__suppress_context__
        kind, error = type(shown), shown.with_traceback(trace)
    shell.showtraceback((kind, error, trace), tb_offset=tb_offset)


def _words_of(error: Exception) -> str | None:
    """What an error says, where it can say it in the language in force and that is not English."""
    words = error if isinstance(error, ShkplanError) else error.args[0] if error.args else None
    return spoken(words) if isinstance(words, ShkplanError | Said) and language() != "en" else None


def _table(value: Any, **_asked: object) -> Bundle:
    from shkplan.display.tables import table

    return table(value)._repr_mimebundle_()


def _chart(value: Any, **_asked: object) -> Bundle:
    from shkplan.display.charts import plot

    shown: Bundle = plot(value)._repr_mimebundle_()
    return shown


def _words(value: Any, **_asked: object) -> Bundle:
    from shkplan.display.language import words
    from shkplan.display.setting import on_pages

    return {"text/plain": words(value)} | on_pages(
        value, None, lambda one: {"text/html": f"<p>{escape(words(one))}</p>"}
    )


# By whole names of classes, so that nothing is imported before the first value is shown.
_TABLES = {
    "register.plan": ("Plan", "Indicator"),
    "register.past": ("PastPlans",),
    "evidence.observations": ("Observations", "Figures", "Selection"),
    "evidence.series": ("AnnualSeries", "SeriesSources", "PartialFigures", "SeriesAccount"),
    "evidence.vintages": ("Revisions",),
    "evidence.coverage": ("Coverage",),
    "workspace.readers.form.receipt": ("Receipt",),
    "forecast.backtest": ("Backtest",),
    "forecast.calibration": ("Calibration", "Failures"),
    "forecast.track_record": ("TrackRecord",),
    "assessment.assessment": ("Assessment",),
    "assessment.card": ("Card",),
    "assessment.verdict": ("Verdict",),
    "assessment.scenarios.comparison": ("Comparison", "Compared"),
    "assessment.scenarios.contributions": ("Tornado",),
    "assessment.scenarios.claims": ("Claims",),
    "assessment.scenarios.grid": ("Grid",),
    "assessment.met": ("Met",),
    "assessment.at_risk": ("AtRisk",),
    "assessment.spread": ("Spread",),
    "assessment.solving.solve": ("Solution",),
    "assessment.solving.attainable": ("AttainableTargets", "Attainable"),
    "assessment.to_do": ("ToDo",),
    "assessment.wanted": ("WantedFigures",),
    "assessment.links": ("Links",),
    "assessment.evaluation.hindcasts": ("Hindcasts", "HindcastsByTarget", "HindcastReliability", "OfficialHindcasts"),
    "assessment.evaluation.past_rates": ("PastBaseRates",),
    "assessment.evaluation.scoring": ("ArchiveScores", "ScoredForecasts"),
    "workspace.archive": ("Archive",),
    "workspace.schedules.upcoming": ("UpcomingReports",),
    "assessment.listing": ("Listing",),
    "assessment.evaluation.official": ("OfficialWords", "WordCounts"),
    "assessment.evaluation.stability": ("Stability", "Steps"),
    "assessment.evaluation.known": ("Known", "KnownAgreement"),
    "register.evaluation_rule": ("EvaluationRule",),
    "assessment.scenarios.offered": ("Scenarios",),
    "assessment.requests": ("Requests",),
    "assessment.scenarios.under_each": ("UnderEach",),
    "assessment.scenarios.in_force": ("InForce",),
    "assessment.evaluation.front": ("Front", "CitedSources"),
    "assessment.evaluation.completion": ("Completion",),
    "assessment.evaluation.readings": ("ClauseReadings", "TargetReadings"),
    "assessment.evaluation.data_quality": ("DataQuality",),
    "assessment.evaluation.lagging": ("Lagging",),
    "assessment.evaluation.proposals": ("Proposals",),
    "assessment.evaluation.early_warnings": ("EarlyWarnings",),
    "assessment.evaluation.revised": ("Revised",),
    "assessment.evaluation.tasks": ("Tasks",),
    "assessment.evaluation.explanation": ("Explanation",),
    "assessment.yardsticks.side_by_side": ("Yardsticks", "GaugedTarget", "Agreeing", "Disagreements"),
    "register.yardsticks": ("YardstickRules",),
    "assessment.views": (
        "Summary", "Deciding", "ByKind", "Missing", "Clause", "Versions", "Models",
    ),
}  # fmt: skip
_SHOWN: dict[tuple[str, str], Callable[..., Bundle]] = {
    **{(f"shkplan.{module}", name): _table for module, names in _TABLES.items() for name in names},
    ("shkplan.forecast.projection", "Projection"): _chart,
    ("shkplan.base.messages", "Text"): _words,
    ("shkplan.base.messages", "Message"): _words,
}
