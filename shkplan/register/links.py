"""Links between indicators as data: what a moved series does to another one, from ``data/links/<id>.yaml``.

A link acts on deviations from the baseline alone, so that without claims no series moves by it. With x the deviation of the
driver, y the response and d its deviation, year by year::

    difference   y = y0 + d,               d(t) = carry d(t-1) + sum_k b_k (x(t-k) - x0(t-k))        points a point
    percentage   y = y0 exp(d / 100),      d likewise                                                per cent a point
    elasticity   y = y0 exp(d),            d(t) = carry d(t-1) + sum_k b_k log(x(t-k) / x0(t-k))     per cent a per cent
    growth       100 + y = (100 + y0) exp(d), d as of an elasticity                                  points a per cent

An identity is one of these with coefficients that are known: shares that add up (difference, -1), a total over a population
(elasticity, 1 and -1), a sum over the years (difference, 1, carry 1), the growth of a level (growth, 1 and -1 a year later).
Other coefficients are estimated, or are a stated range.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from graphlib import CycleError, TopologicalSorter
from math import sqrt
from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, model_validator

from shkplan.base.messages import Text, said
from shkplan.base.typed import Misfit, Number, Record, all_told
from shkplan.files.records import Filed
from shkplan.register.targets import Year

__all__ = ["Estimate", "Halves", "Identity", "Link", "LinkForm", "Range", "cycle"]

Key = tuple[str, str]  # indicator's id, region; empty: any that no link names
IndicatorId = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*$")]
LinkForm = Literal["difference", "percentage", "elasticity", "growth"]
Identity = Literal["share", "numerator", "denominator", "sum", "level"]
CLEAR = 2.0  # standard errors that tell a coefficient from zero
LIKELY = 0.10  # a test of stability rejects below it
LEAST_YEARS = 10
_NORMAL_90 = 1.6448536269514722  # a range is read as the middle 90 % of a normal law
_IDENTITIES: Mapping[str, tuple[LinkForm, Mapping[str, float]]] = {  # form, coefficient by term
    "share": ("difference", {"0": -1.0}),
    "numerator": ("elasticity", {"0": 1.0}),
    "denominator": ("elasticity", {"0": -1.0}),
    "sum": ("difference", {"0": 1.0, "carry": 1.0}),
    "level": ("growth", {"0": 1.0, "1": -1.0}),
}


class Driver(Record):
    """What moves the response; without a region, the same indicator's figures of the response's own region."""

    indicator: IndicatorId
    region: str = ""


class Response(Record):
    """What is moved, in which regions; empty: in every region of a plan."""

    indicator: IndicatorId
    regions: tuple[str, ...] = ()


class Halves(Record):
    """The same equation on the two halves of the sample, and a Wald test that they agree.

    Attributes:
        second_from: first year of the second half.
        first, second: the coefficients.
        first_errors, second_errors: their standard errors.
        p: p value of the test that both halves have the same coefficients.
    """

    second_from: Year
    first: tuple[Number, ...]
    first_errors: tuple[Number, ...]
    second: tuple[Number, ...]
    second_errors: tuple[Number, ...]
    p: Annotated[Number, Field(ge=0, le=1)]


class Estimate(Record):
    """An estimated equation; ``python -m benchmarks.links`` writes it.

    Attributes:
        equation: as estimated, with coefficients and standard errors.
        method: estimator and standard errors.
        source: name of the data.
        regions, first, last, n: the sample.
        terms: what the coefficients stand at: lags of the driver in years, or "carry" for the response of the year before.
        coefficients: in that order.
        covariance: their sampling covariance.
        between: standard deviation of each between regions, beyond sampling error: one region is not the average one.
        r2: of the estimated equation, after the effects.
        halves: stability.
        without_2020, without_2020_errors: the same without 2020 and 2021.
    """

    equation: str
    method: Text
    source: Text
    regions: Annotated[int, Field(ge=1)]
    first: Year
    last: Year
    n: Annotated[int, Field(ge=1)]
    terms: Annotated[tuple[Literal["0", "1", "carry"], ...], Field(min_length=1)]
    coefficients: tuple[Number, ...]
    covariance: tuple[tuple[Number, ...], ...]
    between: tuple[Number, ...] = ()
    r2: Number
    halves: Halves | None = None
    without_2020: tuple[Number, ...] = ()
    without_2020_errors: tuple[Number, ...] = ()

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        n, wrong = len(self.terms), list[Misfit]()
        sized = {"coefficients": self.coefficients, "covariance": self.covariance}
        sized |= {"between": self.between} if self.between else {}
        for name, values in sized.items():
            if len(values) != n:
                expected, remedy = said("{count} numbers, one a term", count=n), said("Estimate it again.")
                wrong.append(Misfit(expected, remedy, found=len(values), at=(name,)))
        rows = self.covariance
        square = len(rows) == n and all(len(row) == n for row in rows)
        if square and not all(abs(rows[i][j] - rows[j][i]) < 1e-9 for i in range(n) for j in range(n)):
            expected = said("a symmetric matrix")
            wrong.append(Misfit(expected, said("Estimate it again."), found=said("another one"), at=("covariance",)))
        all_told(wrong)
        return self

    @property
    def errors(self) -> tuple[float, ...]:
        """The standard errors of sampling."""
        return tuple(sqrt(row[at]) for at, row in enumerate(self.covariance))

    @property
    def shifts(self) -> tuple[int, ...]:
        """Positions of the terms that are lags of the driver."""
        return tuple(at for at, term in enumerate(self.terms) if term != "carry")

    @property
    def total(self) -> tuple[float, float]:
        """The sum of the coefficients of the driver, and its standard error."""
        chosen = self.shifts
        variance = sum(self.covariance[i][j] for i in chosen for j in chosen)
        return sum(self.coefficients[i] for i in chosen), sqrt(max(variance, 0.0))

    @property
    def clear(self) -> bool:
        """Whether the driver's effect is told from zero, with enough years, and without 2020 and 2021 as well."""
        total, error = self.total
        enough = self.last - self.first + 1 >= LEAST_YEARS and self.n >= LEAST_YEARS
        return enough and abs(total) >= CLEAR * error and self.without_the_break

    @property
    def without_the_break(self) -> bool:
        """Whether the effect is told from zero, with the same sign, without 2020 and 2021: no single shock carries it."""
        if not self.without_2020:
            return True
        at = self.shifts[0]
        kept, error = self.without_2020[at], self.without_2020_errors[at]
        return kept * self.coefficients[at] > 0 and abs(kept) >= CLEAR * error

    @property
    def stable(self) -> bool:
        """Whether the two halves agree, in sign and by the test."""
        if self.halves is None:
            return False
        at = self.shifts[0]
        return self.halves.p >= LIKELY and self.halves.first[at] * self.halves.second[at] > 0


class Range(Record):
    """A stated assumption, where nothing can be estimated: the coefficient lies between two numbers (90 %)."""

    low: Number
    high: Number
    carry: Annotated[Number, Field(ge=0, le=1)] = 0.0

    @model_validator(mode="after")
    def _rises(self) -> Self:
        if self.low >= self.high:
            expected, remedy = said("a number below high"), said("Correct or exchange them.")
            raise Misfit(expected, remedy, found=self.low, at=("low",))
        return self


class Link(Filed, Record):
    """One link between two indicators.

    Attributes:
        id: the name of its file.
        title: what it says, in a few words.
        driver, response: from where to where.
        form: what a deviation of the driver does to the response.
        acts: whether it acts unless a scenario says otherwise.
        reason: why it does by default, or does not.
        estimate, assumption, identity: where its coefficients come from: exactly one of the three.
    """

    holds: ClassVar = (said("no entries"), said("a link between indicators"), said("See a shipped one in data/links."))

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$")
    title: Text
    driver: Driver
    response: Response
    form: LinkForm = "difference"
    acts: bool
    reason: Text
    estimate: Estimate | None = None
    assumption: Range | None = None
    identity: Identity | None = None

    @model_validator(mode="after")
    def _one_ground(self) -> Self:
        grounds = {"estimate": self.estimate, "assumption": self.assumption, "identity": self.identity}
        given = [name for name, ground in grounds.items() if ground is not None]
        wrong = list[Misfit]()
        if len(given) != 1:
            expected = said("exactly one of estimate, assumption and identity")
            remedy = said("Say where the coefficient comes from, once.")
            wrong.append(Misfit(expected, remedy, found=given or None, at=(given[-1],) if given else ("estimate",)))
        if self.identity is not None and self.form != _IDENTITIES[self.identity][0]:
            form = _IDENTITIES[self.identity][0]
            expected, remedy = said("{form} for this identity", form=form), said("Correct the form.")
            wrong.append(Misfit(expected, remedy, found=self.form, at=("form",)))
        same = self.driver.indicator == self.response.indicator
        if same and (not self.driver.region or self.driver.region in self.response.regions):
            expected, remedy = said("a driver other than the response"), said("Name another indicator or region.")
            wrong.append(Misfit(expected, remedy, found=self.driver.indicator, at=("driver", "indicator")))
        all_told(wrong)
        return self

    @property
    def _known(self) -> Mapping[str, float]:
        """The coefficients that are not estimated, by term."""
        if self.assumption is not None:
            return {"0": (self.assumption.low + self.assumption.high) / 2, "carry": self.assumption.carry}
        return _IDENTITIES[self.identity][1] if self.identity is not None else {}

    @property
    def terms(self) -> tuple[str, ...]:
        """What the coefficients stand at: "0", "1" and "carry"."""
        return self.estimate.terms if self.estimate is not None else tuple(self._known)

    @property
    def coefficients(self) -> tuple[float, ...]:
        """The coefficients, in the order of the terms."""
        return self.estimate.coefficients if self.estimate is not None else tuple(self._known.values())

    @property
    def covariance(self) -> tuple[tuple[float, ...], ...]:
        """Their covariance for one region: that of sampling, and what regions differ by; zero of an identity."""
        n = len(self.terms)
        if self.estimate is not None:
            rows, own = self.estimate.covariance, self.estimate.between or (0.0,) * n
        else:
            spread = (self.assumption.high - self.assumption.low) / (2 * _NORMAL_90) if self.assumption else 0.0
            rows, own = ((0.0,) * n,) * n, (spread, *(0.0,) * (n - 1))
        return tuple(
            tuple(value + (own[i] ** 2 if i == j else 0.0) for j, value in enumerate(row)) for i, row in enumerate(rows)
        )

    @property
    def effect(self) -> tuple[float, float]:
        """What one unit of the driver does within the lags, and the standard deviation of that for one region."""
        chosen = [at for at, term in enumerate(self.terms) if term != "carry"]
        covariance = self.covariance
        return sum(self.coefficients[at] for at in chosen), sqrt(sum(covariance[i][j] for i in chosen for j in chosen))

    @property
    def ground(self) -> Literal["estimate", "assumption", "identity"]:
        """Where its coefficients come from."""
        return "estimate" if self.estimate is not None else "assumption" if self.assumption is not None else "identity"

    def driver_of(self, region: str) -> Key:
        """The series that moves the response of a region."""
        return self.driver.indicator, self.driver.region or region

    def into(self, indicator: str, region: str) -> bool:
        """Whether it can move a series."""
        here = not self.response.regions or region in self.response.regions
        return here and indicator == self.response.indicator and self.driver_of(region) != (indicator, region)


def cycle(links: Sequence[Link]) -> tuple[Key, ...]:
    """The series of a circle that links form, each moving the next; empty where there is none.

    Links that act in every region are followed through each region that any link names, and through any other one.
    """
    named = {name for one in links for name in (one.driver.region, *one.response.regions) if name} | {""}
    graph: dict[Key, set[Key]] = {}
    for one in links:
        for region in one.response.regions or sorted(named):
            if one.into(one.response.indicator, region):
                graph.setdefault((one.response.indicator, region), set()).add(one.driver_of(region))
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        found: Sequence[Key] = error.args[1]
        return tuple(found)
    return ()
