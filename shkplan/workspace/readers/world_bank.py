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
from shkplan.evidence.observation import Observation
from shkplan.register.plan import Plan
from shkplan.workspace.readers.remote import (
    FORECAST,
    STATUS_CODES,
    TIMEOUT,
    Tell,
    WorldBankRequest,
    WorldBankSeries,
    observation,
    offline,
    scaled,
    wants,
)

_SERVICE = "the World Bank"


def read_world_bank(request: WorldBankRequest, plan: Plan, tell: Tell) -> list[Observation]:
    """The yearly figures asked for; years without one are left out.

    Args:
        request: series and countries.
        plan: whose indicators they are.
        tell: called with what is wrong with an answer.

    Raises:
        ShkplanError: wbgapi is not installed.
    """
    wants("wbgapi", "worldbank", _SERVICE)
    figures: list[Observation] = []
    for number, one in enumerate(request.series):
        figures += _figures(number, one, request, plan, tell)
    return figures


def _figures(
    number: int, one: WorldBankSeries, request: WorldBankRequest, plan: Plan, tell: Tell
) -> Iterator[Observation]:
    import requests
    import wbgapi

    path = f"country/{';'.join(one.regions)}/indicator/{one.code}"
    asked = {"date": f"{request.years.first}:{request.years.last}", "source": request.database}
    try:
        with _answers() as answers:
            rows = [row for row in wbgapi.fetch(path, asked) if row["value"] is not None]
            rows.sort(key=lambda row: (row["countryiso3code"], row["date"]))
    except requests.RequestException as error:
        tell(number, *offline(error, _SERVICE))
        return
    except (wbgapi.APIError, TypeError, LookupError, ValueError) as error:
        if answers and (nothing := _nothing(answers[-1])):
            tell(number, nothing, f"figures of {one.code}", "Check code, countries and years on data.worldbank.org.")
        else:
            tell(number, f"an answer that is not understood ({error})", "its answer", "Try again later.")
        return
    if not rows:
        tell(number, "no figures", f"figures of {one.code}", "Check countries and years on data.worldbank.org.")
        return
    address = f"{wbgapi.endpoint}/{path}?{urlencode({**asked, 'format': 'json'})}"
    day = dt.date.fromisoformat(answers[-1][0]["lastupdated"])
    for row in rows:
        status = str(row.get("obs_status") or "")
        if status == FORECAST:
            continue
        if not _region(one, row):
            country = f"{row['country']['value']} ({row['countryiso3code']})"
            tell(number, f"figures of {country}", "those of the countries asked for", "Give countries by ISO code.")
            return
        try:
            yield observation(
                one, plan, region=_region(one, row), period=row["date"], value=scaled(row["value"], one.times),
                status=STATUS_CODES.get(status) or one.status or request.status, published=day,
                published_basis="stated", source_title=f"World Bank Open Data: {row['indicator']['value']}",
                publisher="World Bank", address=address, note_zh=f"世界银行序列 {one.code}",
                note_en=f"series {one.code} of the World Bank", place=Place(address, str(row["date"])),
            )  # fmt: skip
        except ValidationError:
            tell(number, f'the period "{row["date"]}"', "a year up to the day of publication", "Ask for yearly series.")


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
    return "no figures" if header.get("total") == 0 else ""


def _region(one: WorldBankSeries, row: Any) -> str:
    """The plan's name of the country of a row, by whichever of its two codes was asked for; empty for another one."""
    return one.regions.get(row["countryiso3code"]) or one.regions.get(row["country"]["id"]) or ""
