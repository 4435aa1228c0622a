"""Figures of the World Bank, asked through its client library wbgapi.

Its Indicators API states with each answer when the database was last updated; that day is taken as the day of
publication, since from then on everybody could read the figure so.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any
from urllib.parse import urlencode

from pydantic import ValidationError

from shkplan.base.errors import Place
from shkplan.base.messages import said
from shkplan.evidence.observation import Observation
from shkplan.register.plan import Plan
from shkplan.workspace.readers.remote import (
    TIMEOUT,
    Answers,
    WorldBankRequest,
    WorldBankSeries,
    observation,
    offline,
    scaled,
    wants,
)

_SERVICE = said("the World Bank")


def read_world_bank(request: WorldBankRequest, plan: Plan, answers: Answers) -> list[Observation]:
    """The yearly figures asked for; years without one, and forecasts, are left out and told.

    Args:
        request: series and countries.
        plan: whose indicators they are.
        answers: is told what is wrong with an answer, and what is missing in it.

    Raises:
        ShkplanError: wbgapi is not installed.
    """
    wants("wbgapi", "worldbank", _SERVICE)
    figures: list[Observation] = []
    for number, one in enumerate(request.series):
        rows, address, day = _rows(number, one, request, answers)
        figures += _figures(rows, address, day, number, one, request, plan, answers)
    return figures


Rows = list[dict[str, Any]]


def _rows(number: int, one: WorldBankSeries, request: WorldBankRequest, answers: Answers) -> tuple[Rows, str, dt.date]:
    """The rows of an answer, its address, and the day of the update; no rows, and told, where there is none."""
    import requests
    import wbgapi

    path = f"country/{';'.join(one.regions)}/indicator/{one.code}"
    asked = {"date": f"{request.years.first}:{request.years.last}", "source": request.database}
    address = f"{wbgapi.endpoint}/{path}?{urlencode({**asked, 'format': 'json'})}"
    expected = said("figures of {what}", what=one.code)
    try:
        with _answers() as headers:
            rows = list(wbgapi.fetch(path, asked))
            rows.sort(key=lambda row: (row["countryiso3code"], row["date"]))
        if any(row["value"] is not None for row in rows):
            return rows, address, dt.date.fromisoformat(headers[-1][0]["lastupdated"])
        remedy = said("Check countries and years on data.worldbank.org.")
        answers.wrong(number, said("no figures"), expected, remedy)
    except requests.RequestException as error:
        answers.wrong(number, *offline(error, _SERVICE))
    except (wbgapi.APIError, TypeError, LookupError, ValueError) as error:
        if headers and (nothing := _nothing(headers[-1])):
            remedy = said("Check code, countries and years on data.worldbank.org.")
            answers.wrong(number, nothing, expected, remedy)
        else:
            found = said("an answer that is not understood ({error})", error=error)
            answers.wrong(number, found, said("its answer"), said("Try again later."))
    return [], address, dt.date.min


def _figures(
    rows: Rows, address: str, day: dt.date, number: int, one: WorldBankSeries, request: WorldBankRequest, plan: Plan,
    answers: Answers,
) -> Iterator[Observation]:  # fmt: skip
    for row in rows:
        region, year = _region(one, row), str(row["date"])
        if not region:
            country = f"{row['country']['value']} ({row['countryiso3code']})"
            found, expected = said("figures of {what}", what=country), said("those of the countries asked for")
            answers.wrong(number, found, expected, said("Give countries by ISO code."))
            return
        state = answers.status(number, one, region, year, str(row.get("obs_status") or ""))
        if state is None:
            continue
        if row["value"] is None:
            answers.leave_out(one.indicator, region, year, said("no value in the answer"))
            continue
        try:
            yield observation(
                one, plan, state, request.status, region=region, period=year, value=scaled(row["value"], one.times),
                published=day, published_basis="stated", source_title=f"World Bank Open Data: {row['indicator']['value']}",
                publisher="World Bank", address=address, note_zh=f"世界银行序列 {one.code}{state.noted('zh')}",
                note_en=f"series {one.code} of the World Bank{state.noted('en')}", place=Place(address, year),
            )  # fmt: skip
        except ValidationError:
            found, expected = said('the period "{period}"', period=year), said("a year up to the day of publication")
            answers.wrong(number, found, expected, said("Ask for yearly series."))


@contextmanager
def _answers() -> Iterator[list[Any]]:
    """The answers as they come in; the library itself drops the header, in which the day of the update stands."""
    import wbgapi

    answers: list[Any] = []

    def keep(response: Any, **_: object) -> None:
        if response.ok and "json" in response.headers.get("content-type", ""):
            with suppress(ValueError):  # the library tells what is no JSON
                answers.append(response.json())

    before = wbgapi.get_options
    wbgapi.get_options = {"timeout": TIMEOUT, "hooks": {"response": keep}}
    try:
        yield answers
    finally:
        wbgapi.get_options = before


def _nothing(answer: Any) -> str:
    """What the service says of a question it has no figures for."""
    header = answer[0] if isinstance(answer, list) and answer and isinstance(answer[0], dict) else {}
    if header.get("message"):
        return "; ".join(str(one.get("value", "")).strip() for one in header["message"])
    return said("no figures") if header.get("total") == 0 else ""


def _region(one: WorldBankSeries, row: Any) -> str:
    """The plan's name of the country of a row, by whichever of its two codes was asked for; empty for another one."""
    return one.regions.get(row["countryiso3code"]) or one.regions.get(row["country"]["id"]) or ""
