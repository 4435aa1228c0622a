"""What the sliders bring about: pure numbers, asked of the assessment under the scenario that says the same."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from shkplan.assessment.scenarios.shift import paired
from shkplan.base.errors import NotAssessable
from shkplan.base.messages import Message
from shkplan.evidence.series import AnnualSeries
from shkplan.explorer.state import State, asked, scenario_of
from shkplan.forecast.claimed import years_of
from shkplan.forecast.plausible import Plausibility, beside_baseline
from shkplan.forecast.projection import USUAL, Projection

if TYPE_CHECKING:
    from shkplan.assessment.assessment import Assessment
    from shkplan.assessment.verdict import Verdict
    from shkplan.register.scenario import Scenario
    from shkplan.register.targets import Mark

__all__ = [
    "PROBS",
    "Explored",
    "Fan",
    "answer",
    "answer_under",
    "baseline_of",
    "changed",
    "fan_of",
    "how_plausible",
    "judged",
    "projected",
    "unused",
]

PROBS = tuple(sorted(USUAL))  # median, and both ends of the 50, 80 and 95 % bands


@dataclass(frozen=True)
class Fan:
    """Measured years, and the bands of the years that are not.

    Attributes:
        region: whose figures: a proxy's where the verdict rests on one.
        indicator: its id.
        measured: year -> the published value.
        years: the years of the bands, without a gap, measured ones included.
        bands: (n_years, 7) quantiles at 2.5, 10, 25, 50, 75, 90 and 97.5 %, in the unit of the indicator; empty where nothing is projected.
    """

    region: str
    indicator: str
    measured: dict[int, float]
    years: tuple[int, ...] = ()
    bands: np.ndarray[Any, np.dtype[np.float64]] = field(default_factory=lambda: np.empty((0, len(PROBS))))

    @property
    def data(self) -> dict[str, Any]:
        """It as plain data, for results and for the page."""
        return {
            "region": self.region, "indicator": self.indicator, "measured": [[*one] for one in self.measured.items()],
            "years": list(self.years), "bands": self.bands.tolist(),
        }  # fmt: skip


@dataclass(frozen=True)
class Explored:
    """What becomes of one target.

    Attributes:
        key, to: the target, and the last calendar year of the fan.
        scenario: what the sliders say; None where that is the baseline.
        verdict: under it, as ``a.under(scenario)`` gives it.
        before: the baseline's.
        fan, reference: the own series, and what it is held against, if anything.
        mark: the number wanted, and the years it speaks of; None where it is not on the scale of the series.
        change, change_se: probability less the baseline's on the same paths, and its Monte Carlo error; None where either has none.
    """

    key: str
    to: int
    scenario: Scenario | None
    verdict: Verdict
    before: Verdict
    fan: Fan
    reference: Fan | None = None
    mark: Mark | None = None
    change: float | None = None
    change_se: float | None = None

    @property
    def data(self) -> dict[str, Any]:
        """Every number of it, the same in every language."""
        return {
            "target": self.key, "scenario": self.scenario.id if self.scenario else None, "to": self.to,
            "prob": self.verdict.prob, "prob_se": self.verdict.prob_se, "status": self.verdict.status,
            "change": self.change, "change_se": self.change_se, "fan": self.fan.data,
            "reference": self.reference.data if self.reference else None,
        }  # fmt: skip


def answer(a: Assessment, state: State) -> Explored:
    """The verdict and the fan of one target under what the sliders say.

    Raises:
        UnknownName: no such target or parent scenario.
        DataError, ParameterError: claims that the assessment refuses.
    """
    return answer_under(a, scenario_of(a, state), state.target, state.to)


def answer_under(a: Assessment, scenario: Scenario | None, key: str, to: int) -> Explored:
    """The same of any scenario, on any target: what claims on one series make of another.

    Raises:
        UnknownName: no such target.
        DataError, ParameterError: claims that the assessment refuses.
    """
    under = a if scenario is None else a.under(scenario)
    one, target = asked(a, key)
    before = a[key]
    verdict = before if under is a else judged(under, key)
    own, other = verdict.drawn
    figures = own.series if isinstance(own, Projection) else own
    known = dict(zip(figures.years, figures.values, strict=True)) if figures is not None else {}
    return Explored(
        key, to, scenario, verdict, before, fan_of(own, to, one.id, a.region),
        None if other is None else fan_of(other, to), target.mark(one, known),
        *changed(before, verdict),
    )  # fmt: skip


def baseline_of(a: Assessment) -> Assessment:
    """The assessment without its scenario."""
    from shkplan.assessment.assessment import Assessment as Made

    return a if a.scenario is None else Made(a.plan, a.observations, a.settings, own=a.own)


def how_plausible(found: Explored) -> Plausibility | None:
    """How far out by the baseline the course lies that the claims make of the series, over all of their years together; None without a baseline."""
    own = found.verdict.own
    if not isinstance(own, Projection) or own.origin is None or not own.fixed:
        return None
    return beside_baseline(own.origin.unclaimed, own.fixed, [float(np.median(own.path(year))) for year in own.fixed])


def unused(a: Assessment, found: Explored) -> tuple[Message, ...]:
    """Why claims on the series are not used, or only in part, a sentence each; where all of their years act, nobody is asked."""
    claims = found.scenario.claims_on(found.verdict.indicator.id, a.region) if found.scenario is not None else ()
    own = found.verdict.own
    acts = set(own.fixed) if isinstance(own, Projection) and found.verdict.assessable else set()
    if found.scenario is None or all({*years_of(one)} <= acts for one in claims):
        return ()
    heard = (one for one in a.under(found.scenario).claims if one.state != "used" and found.key in one.targets)
    return tuple(dict.fromkeys(reason for one in heard for reason in one.reasons))


def judged(a: Assessment, key: str) -> Verdict:
    """The verdict, without what other assumptions would make of it: its numbers are those of ``a[key]``."""
    return a.answered(*asked(a, key))[0]


def fan_of(of: Projection | AnnualSeries | None, to: int, indicator: str = "", region: str = "") -> Fan:
    """A series as the panel draws it, up to the last year that is shown."""
    if of is None:
        return Fan(region, indicator, {})
    series = of.series if isinstance(of, Projection) else of
    shown = {year: value for year, value in zip(series.years, series.values, strict=True) if year <= to}
    if not isinstance(of, Projection):
        return Fan(series.region, series.indicator.id, shown)
    last = min(to, of.to)
    years = tuple(year for year in of.years if year <= last)
    return Fan(series.region, series.indicator.id, shown, years, of.quantiles(PROBS)[: len(years)])


def changed(before: Verdict, after: Verdict) -> tuple[float | None, float | None]:
    """The change of probability on shared paths, and its Monte Carlo error; without paths the difference of what is settled."""
    if before.hits is not None and after.hits is not None:
        return paired(before, after)
    if before.prob is None or after.prob is None:
        return None, None
    return after.prob - before.prob, None


def projected(a: Assessment, key: str) -> Projection | None:
    """The projection that an addition would be added to; None where there is none."""
    try:
        return a.projection(asked(a, key)[0])
    except NotAssessable:
        return None
