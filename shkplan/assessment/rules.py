"""From a target and a projection to a verdict, by one rule for all kinds. Nothing is fitted here.

The kind tells its deciding years, its event and its words. What was observed counts as observed: it has decided as soon as
the event is the same whatever the missing years bring. A target whose number is the bound of the quantity (100 %) is decided
at the published precision. Else probabilities of one year come from its predictive distribution in closed form, clipped to
what M paths could tell; events on several years come from M joint paths as (k + 1/2) / (M + 1).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from shkplan.assessment.assumptions import about_figures, about_projection, chained, independence
from shkplan.assessment.case import BAND, Case, Source, series_of, spread_of
from shkplan.assessment.contradiction import contradicted
from shkplan.assessment.spans import bounded, spanned
from shkplan.assessment.verdict import Verdict
from shkplan.base.errors import NotAssessable, ParameterError
from shkplan.base.messages import Message, message, said
from shkplan.distributions.predictive import Law
from shkplan.evidence.series import AnnualSeries
from shkplan.forecast.projection import FloatArray, Projection
from shkplan.register.plan import Indicator
from shkplan.register.targets import EXACT, Goal, Spread, Target


def judge(
    indicator: Indicator,
    own: Source,
    *,
    reference: Source | None = None,
    deflator: Source | None = None,
    levels: AnnualSeries | None = None,
    reference_levels: AnnualSeries | None = None,
    target: Target | None = None,
    as_of: dt.date | None = None,
    why: Message | None = None,
    proxies: tuple[Message, ...] = (),
) -> Verdict:
    """The verdict on one target of an indicator.

    Args:
        indicator: whose target it is.
        own: the projected series; a bare series where no model could be fitted, then only observation can decide.
        reference: the projected series a pace is measured against.
        deflator: yearly price growth (%), for a nominal pace against a real one.
        levels, reference_levels: the levels whose growth these are, held against the published rates; compounded rates are not
            judged on figures that contradict each other.
        target: which target; default the one in force by ``as_of`` with the nearest deadline.
        as_of: the day of the report, to tell an estimate of a past year from one of a future year.
        proxies: which of these series are proxies for others, a sentence each; the verdict names them.
        why: the reason a bare series could not be projected, told if observation does not decide.

    Raises:
        ParameterError: the target is not one of the indicator's, or a series is another than the target speaks of.
    """
    series = series_of(own)
    if not indicator.targets:
        raise ParameterError(
            said("{indicator} has no target to be judged; name an indicator that has one.", indicator=indicator.id)
        )
    if target is not None and target not in indicator.targets:
        raise ParameterError(
            said(
                "the target ({statement}) is none of {indicator}; take one of its targets.",
                statement=target.statement,
                indicator=indicator.id,
            )
        )
    if not proxies:
        _must_be(series, indicator.id, None, said("a verdict on {indicator}", indicator=indicator.id))
    chosen = target or next(iter(indicator.targets_in_force(as_of)), None)
    if chosen is None:
        first = min(indicator.targets, key=lambda one: one.approved)
        told = message("reason.not_in_force", approved=first.approved)
        return Verdict(indicator, first, series.region, "open", told)
    projected = own if isinstance(own, Projection) else None
    case = Case(
        indicator, chosen, series, projected, reference, deflator, levels, reference_levels, as_of, why, proxies
    )
    if not proxies:
        _must_be_those_compared(case)
    try:
        return _judged(case) if chosen.scored else case.verdict("recorded", message("reason.stated_aim"))
    except NotAssessable as error:
        return case.refused(error.reason)


def _must_be_those_compared(case: Case) -> None:
    """Refuses a reference or a price index that the target does not name."""
    against, whose = case.target.compared, case.indicator.id
    if against is not None and case.reference is not None:
        _must_be(
            series_of(case.reference),
            against.indicator,
            against.region,
            said("the reference of the target of {indicator}", indicator=whose),
        )
    if against is not None and case.deflator is not None and case.indicator.deflator is not None:
        _must_be(
            series_of(case.deflator),
            case.indicator.deflator,
            None,
            said("the price index of the target of {indicator}", indicator=whose),
        )


def _must_be(series: AnnualSeries, indicator: str, region: str | None, what: str) -> None:
    """Refuses a series of another indicator, or region where one is named."""
    if series.indicator.id != indicator or region not in (None, series.region):
        wanted = said("{indicator} of {region}", indicator=indicator, region=region) if region else indicator
        raise ParameterError(
            said(
                "{what} needs the series {wanted}, not {indicator} of {region}; hand that one in.",
                what=what,
                wanted=wanted,
                indicator=series.indicator.id,
                region=series.region,
            )
        )


def _judged(case: Case) -> Verdict:
    """The one rule: observation decides, else the event is counted on paths or asked of one year's distribution."""
    target, against = case.target, case.target.compared
    if against is not None and (against.indicator, against.region) == (case.indicator.id, case.series.region):
        raise NotAssessable(message("reason.against_itself", region=case.series.region))
    contradictions = contradicted(case)
    over = spanned(case)
    if over is None:
        return next(_by_bounds(case, contradictions), None) or _by_years(case, contradictions)
    found = _weighed(over.case, contradictions)
    if found.assessable:
        return over.named(found, case)
    refusal = next(_by_bounds(case, contradictions), None) or _by_years(case, contradictions)
    return refusal if refusal.assessable else over.so_far(refusal, target.goal(over.case.facts))


def _by_bounds(case: Case, contradictions: list[Message]) -> Iterator[Verdict]:
    """What limits to several years or the deciding one decide, where yearly figures leave it open; without a central value.

    Limits of which some say that the target is reached and others that it is not decide nothing.
    """
    every = [] if contradictions else list(bounded(case))
    if len({reached for _, reached in every}) > 1:
        told = tuple(dict.fromkeys(one for over, _ in every for one in over.told))
        yield case.refused(message("reason.limits_contradict", figures=told))
    for over, reached in every:
        found = over.case.decided(case.target.goal(over.case.facts), reached)
        yield over.named(replace(found, central=None, low=None, high=None, gap=None), case)


def _by_years(case: Case, contradictions: list[Message]) -> Verdict:
    """What yearly figures say; nothing where they stand on two bases."""
    try:
        case.must_be_on_one_basis()
        return _weighed(case, contradictions)
    except NotAssessable as error:
        return case.refused(error.reason)


def _weighed(case: Case, contradictions: list[Message]) -> Verdict:
    """A verdict by observation, else from projections, else none with all that stands in the way."""
    target = case.target
    lacking = [told for source, told in case.others if not case.to_be_had(source)]
    goal = target.goal(case.facts)
    reached = target.settled(case.facts) if not (lacking or contradictions) else None
    if reached is not None:
        return case.decided(goal, reached)
    if case.own is not None and case.own.fixed and not (lacking or contradictions):
        by_claims = _whatever_comes(case, goal)
        if by_claims is not None:
            return by_claims
    own, name, region = case.own or case.series, case.indicator.name, case.series.region
    there = case.to_be_had(own)
    missing = [] if there else [case.why or message("reason.no_figures", indicator=name, region=region)]
    if missing or lacking or contradictions:
        return case.refused(*missing, *lacking, *contradictions, own=bool(missing or contradictions))
    return _estimated(case, goal, case.values(own), tuple(case.values(source) for source, _ in case.others))


def _whatever_comes(case: Case, goal: Goal) -> Verdict | None:
    """What claims on some of the years settle, whatever the others bring; None while these have a say, or a claim is a law."""
    own, facts = case.own, case.facts
    assert own is not None
    claimed = own.years if own.supposed else own.fixed
    if all(year in claimed or year in facts.figures for year in case.window):
        return None
    sure = {year: float(own.path(year)[0]) for year in claimed if np.ptp(own.path(year)) == 0}
    reached = case.target.settled(replace(facts, figures={**sure, **facts.figures})) if sure else None
    return None if reached is None else case.settled_by_claims(goal, reached, own)


def _estimated(case: Case, goal: Goal, own: FloatArray, others: tuple[FloatArray, ...]) -> Verdict:
    """What paths, or the predictive distribution of the one year that decides, say of the event."""
    target, facts = case.target, case.facts
    value = target.value(facts, own, *others)
    hits = target.met(value, goal)
    year = case.window[-1]
    law = case.own.law(year) if case.own is not None and target.one_year else None
    on_paths = spread_of(value)
    spread = on_paths if law is None else _band_of(law)
    made = case.counted(
        target.estimated(facts, goal, spread, own, *others), hits, on_paths, goal,
        alike=bool(np.ptp(value) <= EXACT * max(abs(on_paths.central), 1.0)),
        required=target.required(facts, goal, *others), assumptions=_assumed(case, goal),
    )  # fmt: skip
    made = replace(made, score=target.better(value))
    if law is None or case.own is None or case.own.drawn(year):
        return made
    floor = 0.5 / (case.own.n_paths + 1)
    prob = float(np.clip(law.prob("at_least" if target.up else "at_most", goal.threshold), floor, 1 - floor))
    return replace(made, prob=prob, prob_se=0.0, basis="law", gap=case.gap(law.median, goal), **spread._asdict())


def _band_of(law: Law) -> Spread:
    low, high = law.interval(BAND)
    return Spread(low, law.median, high)


def _assumed(case: Case, goal: Goal) -> tuple[Message, ...]:
    """What every series brings along, how they move together, and what was assumed to have the number."""
    notes = list(_said(case, case.own or case.series))
    followed = chained(case.own)
    names = {(series_of(one).indicator.id, series_of(one).region) for one in followed}
    beside = {(series_of(one).indicator.id, series_of(one).region) for one, _ in case.others if one is not None}
    for between in followed:  # proxies, followed by own growth and following in turn
        if (series_of(between).indicator.id, series_of(between).region) not in beside:
            notes += _said(case, between)
    for at, (source, _) in enumerate(case.others):
        prices = series_of(source) if at else None
        if prices is not None:
            notes.append(message("assumption.deflated", deflator=prices.indicator.name, region=prices.region))
        notes += _said(case, source)
        if prices is not None and not names & beside:
            notes.append(message("assumption.independent_prices"))
    apart = case.others and not names & beside
    together = (independence(case.series, series_of(case.reference)),) if apart else ()
    return (*dict.fromkeys(notes), *together, *goal.assumptions)


def _said(case: Case, source: Source | None) -> tuple[Message, ...]:
    if isinstance(source, Projection) and not case.is_known(source):
        return about_projection(source, case.window, case.as_of)
    return about_figures(series_of(source), case.window)
