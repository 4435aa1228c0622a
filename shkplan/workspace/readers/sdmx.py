"""Figures of services that speak SDMX (ECB, IMF, OECD, ILO, Eurostat and others), asked through the library sdmx1.

An answer says when it was prepared, not when its figures were first published: that day is taken and marked assumed.
"""

from __future__ import annotations

import datetime as dt
import warnings
from collections.abc import Iterator
from typing import Any

from pydantic import ValidationError

from shkplan.base.errors import Place, UnknownName
from shkplan.evidence.observation import Observation
from shkplan.register.plan import Plan
from shkplan.workspace.readers.remote import (
    FORECAST,
    STATUS_CODES,
    TIMEOUT,
    SdmxRequest,
    SdmxSeries,
    Tell,
    observation,
    offline,
    scaled,
    wants,
)


def read_sdmx(request: SdmxRequest, plan: Plan, tell: Tell) -> list[Observation]:
    """The yearly figures asked for; years without one are left out, and so are forecasts.

    Args:
        request: provider, flows and keys.
        plan: whose indicators they are.
        tell: called with what is wrong with an answer.

    Raises:
        ShkplanError: sdmx1 is not installed.
        UnknownName: no such provider.
    """
    wants("sdmx", "sdmx", "SDMX services")
    import sdmx

    if request.provider not in sdmx.list_sources():
        raise UnknownName("provider of SDMX data", request.provider, sdmx.list_sources())
    client = sdmx.Client(request.provider, timeout=TIMEOUT)
    figures: list[Observation] = []
    for number, one in enumerate(request.series):
        message = _message(client, number, one, request, tell)
        if message is not None:
            figures += _figures(message, str(client.source.name), number, one, request, plan, tell)
    return figures


def _message(client: Any, number: int, one: SdmxSeries, request: SdmxRequest, tell: Tell) -> Any:
    """The answer of the service; None, and told, where there is none."""
    import requests

    span = {"startPeriod": str(request.years.first), "endPeriod": str(request.years.last)}
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of the library about its own entries for services
            return client.get("data", one.flow, key=one.key, params=span)
    except (requests.ConnectionError, requests.Timeout) as error:
        tell(number, *offline(error, request.provider))
    except requests.HTTPError as error:
        code = error.response.status_code if error.response is not None else "unknown"
        remedy = "Check flow and key with the service."
        tell(number, f"the refusal {code} of {request.provider}", f"figures of {one.flow} {one.key}", remedy)
    except Exception as error:  # whatever an answer of another shape makes the library trip over
        found = f"an answer of {request.provider} that is not understood ({type(error).__name__})"
        tell(number, found, "SDMX data", "Check flow and key with the service.")
    return None


def _figures(
    message: Any, publisher: str, number: int, one: SdmxSeries, request: SdmxRequest, plan: Plan, tell: Tell
) -> Iterator[Observation]:
    series = [found for data in message.data for found in data.series.items()]
    if len(series) != 1:
        expected = f"one series for {one.flow} {one.key}"
        tell(number, f"{len(series)} series", expected, "Write a key that names one code for every dimension.")
        return
    figures = series[0][1]
    powers = {power for figure in figures if (power := _attribute(figure, "UNIT_MULT")) not in ("", "0")}
    if powers and one.times == 1:
        scale = " or ".join(sorted(f"10^{power}" for power in powers))
        remedy = "Write times: with the factor to the unit of the series."
        tell(number, f"figures in units of {scale}", f"a factor to {one.unit}", remedy)
        return
    prepared = message.header.prepared
    day = prepared.date() if prepared is not None else dt.date.today()  # noqa: DTZ011
    for figure in figures:
        status = _attribute(figure, "OBS_STATUS")
        if figure.value in (None, "", "NaN") or figure.value != figure.value or status == FORECAST:
            continue
        year = str(figure.dimension.values.get("TIME_PERIOD", figure.dimension).value)
        address = message.response.url
        try:
            yield observation(
                one, plan, region=one.region, period=year, value=scaled(float(figure.value), one.times),
                status=STATUS_CODES.get(status) or one.status or request.status, published=day,
                published_basis="assumed", source_title=one.title or f"{publisher}: {one.flow}", publisher=publisher,
                address=address, note_zh=f"SDMX {request.provider} {one.flow} {one.key}",
                note_en=f"SDMX {request.provider} {one.flow} {one.key}", place=Place(address, year),
            )  # fmt: skip
        except ValidationError:
            remedy = "Ask for a yearly series (A in the key's frequency)."
            tell(number, f'the period "{year}"', "a year up to the day of the answer", remedy)
            return


def _attribute(figure: Any, name: str) -> str:
    """An attribute of a figure, or of its series or data set; empty where there is none."""
    found = figure.attrib.get(name)
    return "" if found is None else str(getattr(found, "value", found))
