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
from shkplan.base.messages import said
from shkplan.evidence.observation import Observation
from shkplan.register.plan import Plan
from shkplan.workspace.readers.remote import (
    TIMEOUT,
    Answers,
    SdmxRequest,
    SdmxSeries,
    observation,
    offline,
    scaled,
    wants,
)


def read_sdmx(request: SdmxRequest, plan: Plan, answers: Answers) -> list[Observation]:
    """The yearly figures asked for; years without one, and forecasts, are left out and told.

    Args:
        request: provider, flows and keys.
        plan: whose indicators they are.
        answers: is told what is wrong with an answer, and what is missing in it.

    Raises:
        ShkplanError: sdmx1 is not installed.
        UnknownName: no such provider.
    """
    wants("sdmx", "sdmx", said("SDMX services"))
    import sdmx

    if request.provider not in sdmx.list_sources():
        raise UnknownName("provider of SDMX data", request.provider, sdmx.list_sources())
    client = sdmx.Client(request.provider, timeout=TIMEOUT)
    figures: list[Observation] = []
    for number, one in enumerate(request.series):
        message = _message(client, number, one, request, answers)
        if message is not None:
            figures += _figures(message, str(client.source.name), number, one, request, plan, answers)
    return figures


def _message(client: Any, number: int, one: SdmxSeries, request: SdmxRequest, answers: Answers) -> Any:
    """The answer of the service; None, and told, where there is none."""
    import requests

    span = {"startPeriod": str(request.years.first), "endPeriod": str(request.years.last)}
    check = said("Check flow and key with the service.")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of the library about its own entries for services
            return client.get("data", one.flow, key=one.key, params=span)
    except (requests.ConnectionError, requests.Timeout) as error:
        answers.wrong(number, *offline(error, request.provider))
    except requests.HTTPError as error:
        code = error.response.status_code if error.response is not None else said("unknown")
        found = said("the refusal {code} of {service}", code=code, service=request.provider)
        answers.wrong(number, found, said("figures of {what}", what=f"{one.flow} {one.key}"), check)
    except Exception as error:  # whatever an answer of another shape makes the library trip over
        odd = "an answer of {service} that is not understood ({error})"
        found = said(odd, service=request.provider, error=type(error).__name__)
        answers.wrong(number, found, said("SDMX data"), check)
    return None


def _figures(
    message: Any, publisher: str, number: int, one: SdmxSeries, request: SdmxRequest, plan: Plan, answers: Answers
) -> Iterator[Observation]:
    series = [found for data in message.data for found in data.series.items()]
    if len(series) != 1:
        remedy = said("Write a key that names one code for every dimension.")
        expected = said("one series for {what}", what=f"{one.flow} {one.key}")
        answers.wrong(number, said("{count} series", count=len(series)), expected, remedy)
        return
    figures = series[0][1]
    powers = {power for figure in figures if (power := _attribute(figure, "UNIT_MULT")) not in ("", "0")}
    if powers and one.times == 1:
        found = said("figures in units of {scales}", scales=sorted(f"10^{power}" for power in powers))
        remedy = said("Write times: with the factor to the unit of the series.")
        answers.wrong(number, found, said("a factor to {unit}", unit=one.unit), remedy)
        return
    prepared = message.header.prepared
    day = prepared.date() if prepared is not None else dt.date.today()  # noqa: DTZ011
    for figure in figures:
        year = str(figure.dimension.values.get("TIME_PERIOD", figure.dimension).value)
        state = answers.status(number, one, one.region, year, _status_of(figure))
        if state is None:
            continue
        if _is_none(figure.value):
            answers.leave_out(one.indicator, one.region, year, said("no value in the answer"))
            continue
        address = message.response.url
        try:
            yield observation(
                one, plan, state, request.status, region=one.region, period=year,
                value=scaled(float(figure.value), one.times), published=day, published_basis="assumed",
                source_title=one.title or f"{publisher}: {one.flow}", publisher=publisher, address=address,
                note_zh=f"SDMX {request.provider} {one.flow} {one.key}{state.noted('zh')}",
                note_en=f"SDMX {request.provider} {one.flow} {one.key}{state.noted('en')}", place=Place(address, year),
            )  # fmt: skip
        except ValidationError:
            remedy = said("Ask for a yearly series (A in the key's frequency).")
            found = said('the period "{period}"', period=year)
            answers.wrong(number, found, said("a year up to the day of the answer"), remedy)
            return


def _status_of(figure: Any) -> str:
    """The status of a figure; Eurostat keeps it in an attribute of its own."""
    return _attribute(figure, "OBS_STATUS") or _attribute(figure, "OBS_FLAG")


def _is_none(value: Any) -> bool:
    """Whether an answer has no number there: nothing, or NaN however it is written."""
    return value is None or str(value).strip().lower() in ("", "nan", ":")


def _attribute(figure: Any, name: str) -> str:
    """An attribute of a figure, or of its series or data set; empty where there is none."""
    found = figure.attrib.get(name)
    return "" if found is None else str(getattr(found, "value", found))
