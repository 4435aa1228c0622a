"""What forecasts were worth: of a series on itself, and of the models on public series."""

from __future__ import annotations

import math
from typing import Any

from shkplan.base.errors import NotAssessable
from shkplan.display.language import DASH, number, quantity, say, words
from shkplan.display.tables.base import Column, Table, table_of
from shkplan.forecast.backtest import Backtest
from shkplan.forecast.calibration import Calibration, Failures
from shkplan.forecast.track_record import TrackRecord

_DIGITS = {"MASE": 2, "sMAPE": 1, "CRPS": 2, "MSIS": 1}
_COVERED = ("covered_80", "covered_95")


def backtest_table(tested: Backtest) -> Table:
    """Mean scores of each model, and the Brier score of its probabilities beside that of the base rate."""
    data = {name: _scores(tested, name) for name in tested.models}
    rows = [
        (
            say(f"model.{name}"), *(number(found[one], digits) for one, digits in _DIGITS.items()),
            *(_percent(found[one]) for one in _COVERED), number(found["brier"], 3), number(found["brier_base"], 3),
            number(found["n"]),
        )
        for name, found in data.items()
    ]  # fmt: skip
    columns: list[Column | str] = [
        say("column.model"),
        *(_number(one) for one in (*_DIGITS, *_COVERED, "brier", "brier_base", "n")),
    ]
    notes = (_tested(tested), say("backtest.note_brier")) if rows else ()
    return table_of("backtest", _title(tested), columns, rows, data, notes=notes)


def refusal_table(refusal: NotAssessable) -> Table:
    """In place of a table: why there is none."""
    told = say("backtest.not_possible", reason=words(refusal.reason))
    return table_of("not_assessable", say("backtest.title_plain"), (), (), {"reason": refusal.reason}, notes=(told,))


def failures_table(value: Failures) -> Table:
    """Where a model could not be fitted, and why."""
    tested = value.backtest
    failures = tested.failures.astype(object).where(tested.failures.notna(), None).to_dict("records")
    rows = [
        (
            *((str(one["series"]),) if "series" in one else ()), say(f"model.{one['model']}") if one["model"] else DASH,
            DASH if one["origin"] is None else str(one["origin"]), words(one["reason"]),
        )
        for one in failures
    ]  # fmt: skip
    by_series = (say("backtest.series"),) if "series" in tested.failures else ()
    columns = (*by_series, say("column.model"), say("backtest.origin"), say("column.reason"))
    notes = () if rows else (say("backtest.all_fitted"),)
    return table_of("backtest_failures", say("backtest.failures"), columns, rows, failures, notes=notes)


def calibration_table(value: Calibration) -> Table:
    """Said against happened, of one model on the series itself or on public series."""
    title = say("backtest.reliability", model=say(f"model.{value.model}"))
    note = say("record.note_bins" if isinstance(value.of, TrackRecord) else "backtest.note_bins")
    return _bins_table(title, value.model, value.bins, note)


def record_table(record: TrackRecord) -> Table:
    """How each model did on public series of the kind, with about as many years given."""
    rows = [
        (
            say(f"model.{row.model}"), _percent(row.covered_80), _percent(row.covered_95), number(row.brier, 3),
            number(row.brier_base, 3), number(row.events), number(row.series),
        )
        for row in record
    ]  # fmt: skip
    columns: list[Column | str] = [
        say("column.model"),
        *(_number(one) for one in (*_COVERED, "brier", "brier_base", "events", "series")),
    ]
    title = say("record.title", kind=say(f"record.{record.kind}"), given=number(record.given))
    data = {
        "kind": record.kind, "given": record.given, "provenance": record.provenance,
        "models": {row.model: {name: getattr(row, name) for name in _RECORDED} for row in record},
    }  # fmt: skip
    return table_of("record", title, columns, rows, data, notes=(say("record.note", given=number(record.given)),))


_RECORDED = ("covered_80", "covered_95", "brier", "brier_base", "events", "series", "windows", "refused")


def _bins_table(title: str, model: str, bins: list[dict[str, float]], note: str) -> Table:
    rows = [
        (
            f"{number(one['low'], 1)}{DASH}{number(one['high'], 1)}", number(one["said"], 2), number(one["happened"], 2),
            number(one["error"], 2), number(one["n"]),
        )
        for one in bins
    ]  # fmt: skip
    columns: list[Column | str] = [
        say("backtest.said_between"),
        *(_number(one) for one in ("said", "happened", "error", "events")),
    ]
    return table_of("reliability", title, columns, rows, {"model": model, "bins": bins}, notes=(note,) if rows else ())


def _scores(tested: Backtest, model: str) -> dict[str, Any]:
    """The scores of a model as data."""
    found: dict[str, Any] = {str(name): value for name, value in tested.table().set_index("model").loc[model].items()}
    said = tested.brier(["model"]).set_index("model")
    found |= {name: said.loc[model, name] for name in ("brier", "brier_base") if model in said.index}
    asked = (*_DIGITS, *_COVERED, "brier", "brier_base", "n")
    numbers = {name: float(found.get(name, math.nan)) for name in asked}
    clean: dict[str, Any] = {name: value if math.isfinite(value) else None for name, value in numbers.items()}
    return clean | {"n": int(found["n"])}


def _tested(tested: Backtest) -> str:
    """From when to when the models were asked, and how often."""
    origins = tested.origins
    if not origins:
        return ""
    return say("backtest.note", count=number(len(origins)), first=str(origins[0]), last=str(origins[-1]))


def _title(tested: Backtest) -> str:
    return say("backtest.title", name=tested.name) if tested.name else say("backtest.title_plain")


def _number(name: str) -> Column:
    return Column(say(f"backtest.{name}"), "number")


def _percent(share: float | None) -> str:
    return DASH if share is None else quantity(number(100 * share, 0), "%")
