"""``table(value)``: anything of this library as a table, in the language in force.

===================  ===================================================================================
value                views
===================  ===================================================================================
Plan                 its indicators and targets; ``"versions"`` of the targets that were revised
Indicator            its definition, clause and target; ``"versions"`` of its target
Overview             all targets by field; ``"summary"``, ``"deciding"``, ``"missing"``, ``"stated_aim"``;
                     a kind of target (``"held"``, ``"pace"``, ...); a target's key for its verdict in full,
                     ``"<key> assumptions"`` for what was assumed, ``"<key> missing"`` for what is missing
Verdict              the verdict in full
Overviews by model   a target's key: what each model says, with ``backtest=`` what that was worth in the past
Observations         what is known by indicator and region; ``"coverage"``, ``"several"``, ``"doubtful"``,
                     ``"assumed"``, ``"held_back"``, ``"corrections"``, ``"revisions"``; an indicator's id for all
                     its figures, ``"<id> revisions"`` for what was said of a year then and now
AnnualSeries         its years; ``"sources"`` for the picking rule at work, ``"partial"`` for what waits beside,
                     ``"account"`` for how each year of a reconstructed one came about
Comparison           what a scenario changes; ``"claims"`` for what it fixes
Backtest             mean scores of each model; ``"failures"``; a model's name for its reliability
NotAssessable        why there is no backtest or record
Record               how each model did on public series; a model's name for its reliability there
===================  ===================================================================================
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import singledispatch
from typing import Any

from shkplan.assessment.comparison import Comparison
from shkplan.assessment.overview import Overview
from shkplan.assessment.verdict import Verdict
from shkplan.base.errors import NotAssessable, UnknownName
from shkplan.base.periods import day_of
from shkplan.display.layout import must_stand_on
from shkplan.display.tables.backtest import (
    BACKTEST_VIEWS,
    Tested,
    backtest_reliability,
    record_reliability,
    record_table,
    refusal_table,
)
from shkplan.display.tables.base import Column, Link, Table
from shkplan.display.tables.evidence import FIGURE_VIEWS, SERIES_VIEWS, figures_of
from shkplan.display.tables.reconstruction import account_table
from shkplan.display.tables.register import indicator_card, plan_table, versions_table
from shkplan.display.tables.standing import KINDS, OVERVIEW_VIEWS, by_kind, missing_for
from shkplan.display.tables.status import coverage_table
from shkplan.display.tables.targets import assumptions_table, models_table, verdict_table
from shkplan.display.tables.vintages import corrections_table, revisions_of, revisions_table
from shkplan.display.tables.whatif import COMPARISON_VIEWS
from shkplan.evidence.observations import Observations
from shkplan.evidence.series import AnnualSeries
from shkplan.forecast.backtest import Backtest
from shkplan.forecast.track_record import Record
from shkplan.register.plan import Indicator, Plan

__all__ = ["Column", "Link", "Table", "table"]


def table(
    value: Any,
    view: str = "",
    *,
    plan: Plan | None = None,
    region: str | None = None,
    as_of: dt.date | str | None = None,
    backtest: Tested = None,
) -> Table:
    """A value as a table.

    Args:
        value: a plan, indicator, overview, verdict, observations, series, comparison, backtest or record.
        view: which table of it; see the list above. Default the first.
        plan: where names of regions are looked up for values that do not know their plan.
        region: of observations: on one indicator and of revisions default all, of the coverage the plan's own.
        as_of: the day whose knowledge counts: targets approved, figures published and corrections written later are
            not shown. Series, overviews and comparisons stand on their own day and take no other.
        backtest: of overviews by model: whose scores stand beside each model; why there is none is taken as well.

    Raises:
        UnknownName: no such view, target or indicator.
        ParameterError: another day than that on which the value stands.
        TypeError: nothing that has a table.
    """
    day = day_of(as_of) if as_of is not None else None
    for one in value.values() if isinstance(value, Mapping) else (value,):
        must_stand_on(one, day)
    return _table(value, _Asked(view, plan, region, day, backtest))


OBSERVATION_VIEWS: Mapping[str, Callable[[Observations], Table]] = {**FIGURE_VIEWS, "corrections": corrections_table}
REGIONAL_VIEWS: Mapping[str, Callable[[Observations, str | None], Table]] = {
    "coverage": coverage_table,
    "revisions": revisions_table,
}


@dataclass(frozen=True)
class _Asked:
    view: str
    plan: Plan | None
    region: str | None
    as_of: dt.date | None
    backtest: Tested


@singledispatch
def _table(value: Any, _asked: _Asked) -> Table:
    raise TypeError(
        f"no table for {type(value).__name__}; there is one for plans, indicators, overviews, verdicts, observations, "
        "series, comparisons, backtests and records"
    )


@_table.register
def _(value: Table, _asked: _Asked) -> Table:
    return value


@_table.register
def _(value: Plan, asked: _Asked) -> Table:
    _must_be("a plan", asked.view)
    if asked.view:
        return versions_table(value.indicators.values(), value, asked.as_of)
    return plan_table(value, asked.as_of)


@_table.register
def _(value: Indicator, asked: _Asked) -> Table:
    _must_be("an indicator", asked.view)
    if asked.view:
        return versions_table((value,), asked.plan, asked.as_of)
    return indicator_card(value, asked.plan, asked.as_of)


def _must_be(what: str, view: str) -> None:
    if view not in ("", "versions"):
        raise UnknownName(f"table of {what}", view, ("versions",))


@_table.register
def _(value: Verdict, asked: _Asked) -> Table:
    return verdict_table(value, plan=asked.plan, as_of=asked.as_of)


@_table.register
def _(value: Overview, asked: _Asked) -> Table:
    view = asked.view
    if view in OVERVIEW_VIEWS:
        return OVERVIEW_VIEWS[view](value)
    if view in KINDS:
        return by_kind(value, view)
    key, _, part = view.partition(" ")
    parts = {"": lambda: verdict_table(value[key], plan=value.plan, as_of=value.as_of),
             "assumptions": lambda: assumptions_table(value[key], value.plan),
             "missing": lambda: missing_for(value, key)}  # fmt: skip
    if key not in value.verdicts or part not in parts:
        raise UnknownName("table of an overview", view, (*filter(None, OVERVIEW_VIEWS), *KINDS, *value.verdicts))
    return parts[part]()


@_table.register
def _(value: Mapping, asked: _Asked) -> Table:  # type: ignore[type-arg]  # dispatch takes the bare class
    if not value or not all(isinstance(one, Overview) for one in value.values()):
        raise TypeError("of mappings, only overviews by model have a table, and at least one is needed")
    return models_table(value, asked.view, asked.backtest)


@_table.register
def _(value: Observations, asked: _Asked) -> Table:
    known = value if asked.as_of is None else value.as_of(asked.as_of)
    if asked.view in OBSERVATION_VIEWS:
        return OBSERVATION_VIEWS[asked.view](known)
    if asked.view in REGIONAL_VIEWS:
        return REGIONAL_VIEWS[asked.view](known, asked.region)
    indicator, _, part = asked.view.partition(" ")
    if indicator not in value.plan or part not in ("", "revisions"):
        names = (*filter(None, OBSERVATION_VIEWS), *REGIONAL_VIEWS, *value.plan.indicators, *value.plan.series)
        raise UnknownName("table of observations", asked.view, names)
    return revisions_of(known, indicator, asked.region) if part else figures_of(known, indicator, asked.region)


@_table.register
def _(value: AnnualSeries, asked: _Asked) -> Table:
    views = {**SERIES_VIEWS, "account": account_table}
    if asked.view not in views:
        raise UnknownName("table of a series", asked.view, filter(None, views))
    return views[asked.view](value, asked.plan)


@_table.register
def _(value: Comparison, asked: _Asked) -> Table:
    if asked.view not in COMPARISON_VIEWS:
        raise UnknownName("table of a comparison", asked.view, filter(None, COMPARISON_VIEWS))
    return COMPARISON_VIEWS[asked.view](value)


@_table.register
def _(value: Backtest, asked: _Asked) -> Table:
    if asked.view in BACKTEST_VIEWS:
        return BACKTEST_VIEWS[asked.view](value)
    if asked.view not in value.models:
        raise UnknownName("table of a backtest", asked.view, (*filter(None, BACKTEST_VIEWS), *value.models))
    return backtest_reliability(value, asked.view)


@_table.register
def _(value: Record, asked: _Asked) -> Table:
    if asked.view and asked.view not in value.rows:
        raise UnknownName("table of a record", asked.view, value.rows)
    return record_reliability(value, asked.view) if asked.view else record_table(value)


@_table.register
def _(value: NotAssessable, _asked: _Asked) -> Table:
    return refusal_table(value)
