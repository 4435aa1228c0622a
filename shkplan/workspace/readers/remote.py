"""What is wanted from a statistical service on the network: a small file, and the reader of the service it names.

::

    service: world-bank               # or sdmx, with provider: ECB, IMF_DATA, OECD, ILO, ...
    years: 2010-2024
    status: final                     # of figures for which the service states none
    series:
      - indicator: economy.gdp_growth
        code: NY.GDP.MKTP.KD.ZG       # sdmx: flow: ..., key: A.CN..., region: 中国
        regions: {CHN: 中国}
        unit: '%'                     # of the figures as the service gives them
        times: 1                      # factor to that unit, where the service counts in thousands or millions

The services are asked through their maintained client libraries, which are extras: ``shkplan[worldbank]`` and
``shkplan[sdmx]``. Everything else works without them and offline.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated, Any, ClassVar, Literal

from pydantic import ConfigDict, Field, RootModel

from shkplan.base import units
from shkplan.base.errors import DataError, ShkplanError
from shkplan.base.periods import PeriodField
from shkplan.base.typed import Location, Misfit, Misfits, Number, Record, suggested
from shkplan.evidence.classification import own_form
from shkplan.evidence.observation import Form, Observation, Status
from shkplan.files.records import Filed, load, mistakes_from, place_in
from shkplan.register.plan import Plan, PriceBasis
from shkplan.register.targets import Unit

TIMEOUT = 30.0  # seconds that a service may take to answer


class Wanted(Record):
    """One series: what it is called here and what it counts in."""

    indicator: str
    unit: Unit
    times: Annotated[Number, Field(gt=0)] = 1.0
    form: Form | None = None
    price_basis: PriceBasis | None = None
    status: Status | None = None
    basis: str = ""


class WorldBankSeries(Wanted):
    code: str = Field(pattern=r"^[A-Za-z0-9_.-]+$")
    regions: dict[str, str] = Field(min_length=1)


class SdmxSeries(Wanted):
    flow: str = Field(pattern=r"^[A-Za-z0-9_,.@-]+$")
    key: str = Field(pattern=r"^[A-Za-z0-9_.+$@-]+$")
    region: str
    title: str = ""


class WorldBankRequest(Record):
    """What is wanted from the World Bank; ``database`` is its number there, 2 for World Development Indicators."""

    service: Literal["world-bank"]
    years: PeriodField
    status: Status = "final"
    database: int = 2
    series: tuple[WorldBankSeries, ...] = Field(min_length=1)


class SdmxRequest(Record):
    """What is wanted from an SDMX service that the library sdmx1 knows by the name of ``provider``."""

    service: Literal["sdmx"]
    provider: str
    years: PeriodField
    status: Status = "final"
    series: tuple[SdmxSeries, ...] = Field(min_length=1)


Request = WorldBankRequest | SdmxRequest


class RequestFile(Filed, RootModel[Annotated[Request, Field(discriminator="service")]]):
    """A request as a file states it."""

    model_config = ConfigDict(frozen=True, defer_build=True)
    holds: ClassVar = (
        "no entries", "what to fetch", "Write service: world-bank, years: ... and series: ... below each other.",
    )  # fmt: skip


# Tells one mistake of a series: its number in the file, then found, expected, remedy.
Tell = Callable[[int, str, str, str], None]


def fetch(path: Path, plan: Plan) -> list[Observation]:
    """The figures that a file asks of a service, with everything that :class:`Observation` holds.

    Args:
        path: the file; see above.
        plan: whose indicators and regions it names.

    Raises:
        DataError: mistakes in the file, no answer, or an answer that is not what was asked; all of them.
        ShkplanError: the client library is not installed.
    """
    request = load(path, RequestFile).root
    mistakes = mistakes_from(Misfits(_unfit(request, plan)), partial(place_in, path, RequestFile))
    if mistakes:
        raise DataError(mistakes)

    def tell(number: int, found: str, expected: str, remedy: str) -> None:
        mistakes.append(place_in(path, RequestFile, ("series", number)).mistake(found, expected, remedy))

    figures = _asked(request, plan, tell)
    if mistakes:
        raise DataError(mistakes)
    return figures


def _asked(request: Request, plan: Plan, tell: Tell) -> list[Observation]:
    if isinstance(request, WorldBankRequest):
        from shkplan.workspace.readers.world_bank import read_world_bank

        return read_world_bank(request, plan, tell)
    from shkplan.workspace.readers.sdmx import read_sdmx

    return read_sdmx(request, plan, tell)


def _unfit(request: Request, plan: Plan) -> list[Misfit]:
    """What of a request does not fit the plan."""
    wrong: list[Misfit] = []
    ids, regions = [*plan.indicators, *plan.series], list(plan.regions)
    wanted: tuple[WorldBankSeries | SdmxSeries, ...] = request.series
    for number, one in enumerate(wanted):
        at: Location = ("series", number)
        if one.indicator not in plan:
            remedy = suggested(one.indicator, ids, "Correct it, or add the indicator to the plan.")
            expected = f"the id of an indicator of {plan.id}"
            wrong.append(Misfit(expected, remedy, found=one.indicator, at=(*at, "indicator")))
        elif not (unit := plan[one.indicator].unit) or not units.joined(one.unit, unit):
            expected = f"a unit that converts to {unit}" if unit else "an indicator that is measured"
            wrong.append(Misfit(expected, "Correct unit or indicator.", found=one.unit, at=(*at, "unit")))
        named = [one.region] if isinstance(one, SdmxSeries) else one.regions.values()
        for region in named:
            if region not in plan.regions:
                remedy = suggested(region, regions, "Correct it, or add the region to the plan.")
                wrong.append(Misfit(f"a region of {plan.id}", remedy, found=region, at=(*at, "regions")))
    return wrong


def wants(package: str, extra: str, service: str) -> None:
    """Nothing, where the client library of a service is installed.

    Raises:
        ShkplanError: it is not; what to install.
    """
    if find_spec(package) is None:
        raise ShkplanError(
            f"reading from {service} needs the package {package}: pip install 'shkplan[{extra}]'. "
            "Everything else works without it, offline."
        )


def offline(error: Exception, service: str) -> tuple[str, str, str]:
    """What is told where a service gives no answer."""
    found = f"no answer from {service} ({type(error).__name__})"
    return found, "its answer", "Try again with a connection to the internet; everything but fetch works offline."


def scaled(value: float, times: float) -> float:
    """A figure in the unit of the request, computed in decimals as it was published."""
    return float(Decimal(repr(float(value))) * Decimal(repr(float(times))))


def observation(one: Wanted, plan: Plan, **known: Any) -> Observation:
    """A figure of a series; form and prices are the indicator's unless the file says otherwise."""
    indicator = plan[one.indicator]
    return Observation(
        indicator=one.indicator,
        form=one.form or own_form(indicator),
        bound="exact",
        unit=one.unit,
        price_basis=one.price_basis or indicator.price_basis,
        basis=one.basis,
        source_kind="yearbook or bulletin",
        **known,
    )


STATUS_CODES: dict[str, Status | None] = {  # SDMX code list CL_OBS_STATUS, as the World Bank uses it too
    "": None, "A": None, "P": "preliminary", "E": "estimate", "R": "revised", "B": None, "D": None,
}  # fmt: skip
FORECAST = "F"
