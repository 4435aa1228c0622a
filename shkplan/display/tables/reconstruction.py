"""How each year of a series came about: measured, implied by other figures, only limited, contradicted, unknown."""

from __future__ import annotations

import math
from typing import Any

from shkplan.display.language import DASH, listed, published, region, say, span, unit, words
from shkplan.display.tables.base import Cell, Column, Table, table_of
from shkplan.display.tables.evidence import value_cell
from shkplan.evidence.implied import Account, Implied
from shkplan.evidence.series import AnnualSeries, SeriesAccount
from shkplan.register.plan import Plan

BAND = 0.8


def account_table(value: SeriesAccount) -> Table:
    """One row a year: its state, its value or band, what the figures say of it, and which moves it where."""
    series, plan = value.series, value.series.plan
    title = say("title.account", name=series.indicator.name, region=region(series.region, plan))
    implied = series.implied
    if implied is None or not implied.accounts:
        return table_of("account", title, (), [], {}, notes=(say("account.nothing"),))
    if not implied.contradictions and all(one.state == "measured" for one in implied.accounts.values()):
        notes = _notes(series, implied) or (say("account.measured_only"),)
        return table_of("account", title, (), [], {"indicator": series.indicator.id}, notes=notes)
    rows = [_row(series, implied, account, plan) for account in implied.accounts.values()]
    heading = say("with_unit", what=say("column.value"), unit=unit(series.indicator.unit))
    columns = (
        Column(say("column.year"), "whole"), say("account.state"), Column(heading, "whole"), say("account.clues"),
        say("account.pull"),
    )  # fmt: skip
    data = {
        "indicator": series.indicator.id,
        "region": series.region,
        "years": [account_data(series, account) for account in implied.accounts.values()],
        "contradictions": implied.contradictions,
        "pulls": [{"year": one.year, "clue": one.clue, "shift": one.shift} for one in implied.pulls],
        "unused": [{"period": str(one.period), "value": one.value, "why": why} for one, why in implied.unused],
    }
    return table_of("account", title, columns, rows, data, notes=_notes(series, implied))


def _row(series: AnnualSeries, implied: Implied, account: Account, plan: Plan | None) -> tuple[Cell, ...]:
    said = tuple(words(clue, plan) for clue in account.clues)
    moved = tuple(
        say("account.moved", shift=_signed(pull.shift, series), clue=words(pull.clue, plan))
        for pull in implied.pulls
        if pull.year == account.year and abs(pull.shift) > 0
    )
    return str(account.year), say(f"account.{account.state}"), _value(series, account), said, moved


def _value(series: AnnualSeries, account: Account) -> str:
    """The value of a measured year, median and band of an implied one, the limits of a bounded one."""
    precision = series.indicator.precision
    law = series.law(account.year)
    if law is not None and account.state == "implied":
        low, high = law.interval(BAND)
        middle, *ends = (published(_rounded(x, precision), precision) for x in (law.median, low, high))
        return say("account.band", middle=middle, low=ends[0], high=ends[1])
    if law is not None:
        return published(law.median, precision)
    if account.low is None or account.high is None:
        return DASH
    limits = [
        say(f"bound.{bound}", amount=published(limit, precision))
        for bound, limit, natural in zip(
            ("lower", "upper"), (account.low, account.high), series.indicator.bounds, strict=True
        )
        if math.isfinite(limit) and limit != natural
    ]
    return listed(limits) or DASH


def _rounded(value: float, precision: float | None) -> float:
    return round(value / precision) * precision if precision else float(f"{value:.4g}")


def _signed(shift: float, series: AnnualSeries) -> str:
    told = published(_rounded(abs(shift), series.indicator.precision), series.indicator.precision)
    return f"{'+' if shift >= 0 else '−'}{told}"


def account_data(series: AnnualSeries, account: Account) -> dict[str, Any]:
    """One year as data: state, and value, median and bands, or limits."""
    law = series.law(account.year)
    bands = {
        f"{name}_{level:.0%}".replace("%", ""): end
        for level in (0.8, 0.95)
        if law is not None and account.state == "implied"
        for name, end in zip(("low", "high"), law.interval(level), strict=True)
    }
    limits = {"least": account.low, "most": account.high} if account.low is not None else {}
    limits = {name: limit for name, limit in limits.items() if limit is not None and math.isfinite(limit)}
    middle = {} if law is None else {"median": law.median}
    return {"year": account.year, "state": account.state, "clues": account.clues, **middle, **bands, **limits}


def _notes(series: AnnualSeries, implied: Implied) -> tuple[str, ...]:
    """The model in a sentence, contradictions, and figures that were not read, beside those which are the values of their years."""
    plan = series.plan
    notes = [say("account.model")] if implied.years else []
    notes += [say("account.contradiction", what=words(one, plan)) for one in implied.contradictions]
    by_reason: dict[str, list[str]] = {}
    for figure, why in ((figure, why) for figure, why in implied.unused if figure not in series.chosen):
        by_reason.setdefault(words(why, plan), []).append(f"{span(figure.period)} {value_cell(figure)}")
    notes += [say("account.unused", why=why, figures=listed(dict.fromkeys(some))) for why, some in by_reason.items()]
    return tuple(notes)
