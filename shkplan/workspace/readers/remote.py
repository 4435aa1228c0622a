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

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated, Any, ClassVar, Literal

from pydantic import ConfigDict, Field, RootModel

from shkplan.base import units
from shkplan.base.errors import DataError, Mistake, ShkplanError
from shkplan.base.messages import Said, said
from shkplan.base.periods import Period, PeriodField
from shkplan.base.typed import Location, Misfit, Misfits, Number, Record, suggested
from shkplan.evidence.classification import own_form
from shkplan.evidence.observation import Form, Observation, Status
from shkplan.files.records import Filed, load, mistakes_from, place_in
from shkplan.register.plan import Plan, PriceBasis
from shkplan.register.targets import Unit
from shkplan.workspace.readers.obs_status import ObsStatus, obs_status

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
    """An indicator of the World Bank, for regions of the plan by its codes of countries."""

    code: str = Field(pattern=r"^[A-Za-z0-9_.-]+$")
    regions: dict[str, str] = Field(min_length=1)


class SdmxSeries(Wanted):
    """One series of a service that speaks SDMX: a flow, and the key of the series in it."""

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
        said("no entries"), said("what to fetch"),
        said("Write service: world-bank, years: ... and series: ... below each other."),
    )  # fmt: skip


class Answers:
    """What is told of the answers of a service: mistakes, and the years that are left out, each with the reason.

    Attributes:
        mistakes: what is wrong with the request or an answer.
        left_out: for each series and region the years without a figure, by reason.
    """

    def __init__(self, path: Path) -> None:
        self.mistakes: list[Mistake] = []
        self.left_out: dict[tuple[str, str], dict[str, list[str]]] = {}
        self._path = path

    def wrong(self, number: int, found: str, expected: str, remedy: str) -> None:
        """Tell one mistake of a series, by its number in the file."""
        place = place_in(self._path, RequestFile, ("series", number))
        self.mistakes.append(place.mistake(found, expected, remedy))

    def leave_out(self, indicator: str, region: str, period: str, why: str) -> None:
        """Tell that a year has no figure."""
        self.left_out.setdefault((indicator, region), {}).setdefault(why, []).append(period)

    def status(self, number: int, one: Wanted, region: str, period: str, code: str) -> ObsStatus | None:
        """What the status beside a value says; None, and told, where it denies the value or nobody knows it."""
        found = obs_status(code)
        if found is None:
            expected = said("a code of the list CL_OBS_STATUS of SDMX, or a flag of Eurostat")
            remedy = said("Ask the service what it means; leave the year out of the request until then.")
            self.wrong(number, said('the status "{code}" of {year}', code=code, year=period), expected, remedy)
            return None
        if found.figure:
            return found
        self.leave_out(
            one.indicator, region, period, said("status {code}: {meaning}", code=code, meaning=found.meaning)
        )
        return None

    def remarks(self, figures: Sequence[Observation], asked: Sequence[tuple[str, str]], years: Period) -> list[Said]:
        """One line for each series and reason: the years without a figure, those that the answer passed over included."""
        for key in asked:
            there = {str(one.period) for one in figures if (one.indicator, one.region) == key}
            told = {year for some in self.left_out.get(key, {}).values() for year in some}
            for year in years.years:
                if str(year) not in there | told:
                    self.leave_out(*key, str(year), said("not in the answer"))
        told_line = "{indicator}, {region}: no figure for {years} ({why})"
        return [
            said(told_line, indicator=indicator, region=region, years=sorted(some), why=why)
            for (indicator, region), reasons in self.left_out.items()
            for why, some in reasons.items()
        ]


@dataclass(frozen=True)
class Fetched:
    """What a service gave.

    Attributes:
        figures: the figures, with everything that :class:`Observation` holds.
        remarks: the years asked for that have none, with the reason; one line a series and reason.
    """

    figures: tuple[Observation, ...]
    remarks: tuple[Said, ...]


def fetch(path: Path, plan: Plan) -> Fetched:
    """The figures that a file asks of a service, and what is to be told of those that it did not give.

    Args:
        path: the file; see above.
        plan: whose indicators and regions it names.

    Raises:
        DataError: mistakes in the file, no answer, or an answer that is not what was asked; all of them.
        ShkplanError: the client library is not installed.
    """
    request = load(path, RequestFile).root
    answers = Answers(path)
    answers.mistakes += mistakes_from(Misfits(_unfit(request, plan)), partial(place_in, path, RequestFile))
    figures = [] if answers.mistakes else _asked(request, plan, answers)
    if answers.mistakes:
        raise DataError(answers.mistakes)
    asked = [(one.indicator, region) for one in request.series for region in _regions_of(one)]
    return Fetched(tuple(figures), tuple(answers.remarks(figures, asked, request.years)))


def _asked(request: Request, plan: Plan, answers: Answers) -> list[Observation]:
    if isinstance(request, WorldBankRequest):
        from shkplan.workspace.readers.world_bank import read_world_bank

        return read_world_bank(request, plan, answers)
    from shkplan.workspace.readers.sdmx import read_sdmx

    return read_sdmx(request, plan, answers)


def _regions_of(one: WorldBankSeries | SdmxSeries) -> list[str]:
    return [one.region] if isinstance(one, SdmxSeries) else list(one.regions.values())


def _unfit(request: Request, plan: Plan) -> list[Misfit]:
    """What of a request does not fit the plan."""
    wrong: list[Misfit] = []
    ids, regions = [*plan.indicators, *plan.series], list(plan.regions)
    wanted: tuple[WorldBankSeries | SdmxSeries, ...] = request.series
    for number, one in enumerate(wanted):
        at: Location = ("series", number)
        if one.indicator not in plan:
            remedy = suggested(one.indicator, ids, said("Correct it, or add the indicator to the plan."))
            expected = said("the id of an indicator of {plan}", plan=plan.id)
            wrong.append(Misfit(expected, remedy, found=one.indicator, at=(*at, "indicator")))
        elif not (unit := plan[one.indicator].unit) or not units.joined(one.unit, unit):
            expected = (
                said("a unit that converts to {unit}", unit=unit) if unit else said("an indicator that is measured")
            )
            wrong.append(Misfit(expected, said("Correct unit or indicator."), found=one.unit, at=(*at, "unit")))
        for region in _regions_of(one):
            if region not in plan.regions:
                remedy = suggested(region, regions, said("Correct it, or add the region to the plan."))
                expected = said("a region of {plan}", plan=plan.id)
                wrong.append(Misfit(expected, remedy, found=region, at=(*at, "regions")))
    return wrong


def wants(package: str, extra: str, service: str) -> None:
    """Nothing, where the client library of a service is installed.

    Raises:
        ShkplanError: it is not; what to install.
    """
    if find_spec(package) is None:
        told = (
            "reading from {service} needs the package {package}: pip install 'shkplan[{extra}]'. "
            "Everything else works without it, offline."
        )
        raise ShkplanError(said(told, service=service, package=package, extra=extra))


def offline(error: Exception, service: str) -> tuple[str, str, str]:
    """What is told where a service gives no answer."""
    found = said("no answer from {service} ({error})", service=service, error=type(error).__name__)
    remedy = said("Try again with a connection to the internet; everything but fetch works offline.")
    return found, said("its answer"), remedy


def scaled(value: float, times: float) -> float:
    """A figure in the unit of the request, computed in decimals as it was published."""
    return float(Decimal(repr(float(value))) * Decimal(repr(float(times))))


def observation(one: Wanted, plan: Plan, state: ObsStatus, default: Status, **known: Any) -> Observation:
    """A figure of a series; form and prices are the indicator's unless the file says otherwise.

    Args:
        one: the series.
        plan: whose indicator it is.
        state: what the status beside the value says.
        default: the status of figures for which the service states none.
        known: everything else.
    """
    indicator = plan[one.indicator]
    return Observation(
        indicator=one.indicator,
        form=one.form or own_form(indicator),
        bound="exact",
        unit=one.unit,
        price_basis=one.price_basis or indicator.price_basis,
        basis=one.basis,
        status=state.status or one.status or default,
        mark=state.marks,
        source_kind="yearbook or bulletin",
        **known,
    )
