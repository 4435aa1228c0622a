"""Targets of pace: own growth against a reference's, compounded over the window, on one price basis."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from shkplan.assessment.assumptions import about_figures, about_projection
from shkplan.assessment.case import Case, paths, reaches, series_of
from shkplan.assessment.verdict import Required, Verdict
from shkplan.base.errors import NotAssessable
from shkplan.base.messages import Message, message
from shkplan.evidence.series import AnnualSeries, contradictions
from shkplan.forecast.projection import FloatArray, Projection
from shkplan.register.targets import Pace

FEW = 5  # years known of both below which a correlation says nothing
APART = 5.0  # percentage points a year between levels and rates; revisions and comparable bases explain less


def judge_pace(case: Case) -> Verdict:
    target = case.target
    assert isinstance(target, Pace)
    own, theirs, price, notes = _growths(case)
    if price is not None:
        own = 100 * ((1 + own / 100) / (1 + price / 100) - 1)
    lead = _average(own) - _average(theirs)
    kept = reaches(lead + target.tolerance, 0.0, up=True)
    central_own, central_reference = float(np.median(_average(own))), float(np.median(_average(theirs)))
    quantity = message("quantity.lead", window=target.window)
    words = {"own": central_own, "reference": central_reference}
    if len(lead) == 1:
        at = float(lead[0])
        reason = message(f"reason.pace_observed_{'kept' if kept[0] else 'lost'}", **words)
        verdict = case.decided(
            bool(kept[0]), reason, central=at, low=at, high=at, wanted=-target.tolerance, gap=at + target.tolerance,
            quantity=quantity,
        )  # fmt: skip
        return replace(verdict, unit="个百分点")
    reference_missing = tuple(year for year in case.window if series_of(case.reference).value(year) is None)
    reason = message(
        "reason.pace_estimated", window=target.window, own_missing=case.estimated or message("reason.no_year"),
        reference_missing=reference_missing or message("reason.no_year"), **words,
    )  # fmt: skip
    required = None
    if price is None:
        required = _own_growth(case, central_reference - target.tolerance, known=not reference_missing)
    said = (_independence(case), message("assumption.tolerance", tolerance=target.tolerance))
    verdict = case.judged(
        reason, kept, lead, -target.tolerance, quantity=quantity, required=required, assumptions=(*notes, *said)
    )
    return replace(verdict, unit="个百分点")


def _growths(case: Case) -> tuple[FloatArray, FloatArray, FloatArray | None, tuple[Message, ...]]:
    """Yearly growth over the window: own, reference, prices where own must be made real; and what was assumed.

    Raises:
        NotAssessable: some of them are not to be had; all that are missing are named.
    """
    lacking: list[Message] = []

    def growth(source: Projection | AnnualSeries | None, missing: Message) -> FloatArray | None:
        """(1 or n_paths, n_years): as measured where all is measured, else joint paths."""
        if source is not None and None not in (known := [series_of(source).value(year) for year in case.window]):
            return np.array([known], dtype=np.float64)
        if isinstance(source, Projection):
            return paths(source, case.window)
        lacking.append(missing)
        return None

    target, name, region = case.target, case.indicator.name, case.series.region
    assert isinstance(target, Pace)
    own = growth(case.own or case.series, case.why or message("reason.no_figures", indicator=name, region=region))
    theirs = growth(case.reference, message("reason.no_reference", detail=target.reference.region))
    price = None
    if case.reference is not None and _needs_deflator(case, series_of(case.reference)):
        index = case.deflator_name or case.indicator.deflator
        price = growth(case.deflator, message("reason.no_price_index", deflator=index, region=region))
    lacking += contradicted(case)
    if lacking or own is None or theirs is None:
        raise NotAssessable(lacking[0] if len(lacking) == 1 else message("reason.several", details=tuple(lacking)))
    notes = [*_said(case.own or case.series, case), *_said(case.reference, case)]
    if price is not None:
        prices = series_of(case.deflator)
        named = {"deflator": prices.indicator.name, "region": prices.region}
        notes += [message("assumption.deflated", **named), *_said(case.deflator, case)]
        notes.append(message("assumption.independent_prices"))
    return own, theirs, price, tuple(dict.fromkeys(notes))


def contradicted(case: Case) -> list[Message]:
    """Where published levels tell of another growth than the published rates that this verdict would rest on."""
    sides = ((case.own or case.series, case.levels), (case.reference, case.reference_levels))
    return [
        message(
            "reason.contradiction", first=span.first, last=span.last, levels=span.levels, rates=span.rates,
            indicator=levels.indicator.name, region=levels.region,
        )
        for source, levels in sides
        if source is not None and levels is not None
        for span in contradictions(series_of(source), levels, apart=APART)
        if span.last >= _first_used(source, case)
    ]  # fmt: skip


def _first_used(source: Projection | AnnualSeries, case: Case) -> int:
    """The first year whose figure has a say: of the window, or of those that inform the model of its missing years."""
    if isinstance(source, Projection) and not _known(source, case):
        return min(case.window[0], int(source.fit.years[0]))
    return case.window[0]


def _known(source: Projection | AnnualSeries, case: Case) -> bool:
    return all(series_of(source).value(year) is not None for year in case.window)


def _said(source: Projection | AnnualSeries | None, case: Case) -> tuple[Message, ...]:
    if isinstance(source, Projection) and not _known(source, case):
        return about_projection(source, case.window, case.as_of)
    return about_figures(series_of(source), case.window)


def _independence(case: Case) -> Message:
    """The assumption that own and reference move apart, with what the years known of both say of it."""
    own, other = case.series, series_of(case.reference)
    both = [year for year in own.years if other.value(year) is not None]
    pairs = np.array([[own.value(year), other.value(year)] for year in both], dtype=np.float64)
    if len(both) < FEW or not np.ptp(pairs, axis=0).all():
        return message("assumption.independent")
    return message("assumption.independent_but", n=len(both), correlation=_correlation(pairs))


def _correlation(pairs: FloatArray) -> float:
    """Pearson's coefficient of (n, 2) pairs."""
    x, y = (pairs - pairs.mean(axis=0)).T
    return float(x @ y / np.sqrt((x @ x) * (y @ y)))


def _needs_deflator(case: Case, reference: AnnualSeries) -> bool:
    """Whether own growth must be made real first; refuses pairs that no named price index joins."""
    own, other = case.indicator.price_basis, reference.indicator.price_basis
    if own == other:
        return False
    if (own, other) == ("current", "constant") and case.indicator.deflator is not None:
        return True
    raise NotAssessable(message("reason.no_deflator_named", own=own, reference=other))


def _average(growth: FloatArray) -> FloatArray:
    """Average yearly growth (%) of (n_paths, n_years) yearly rates, compounded."""
    with np.errstate(divide="ignore"):  # a path that loses everything in one year has lost it: -100 %
        return np.asarray(100 * np.expm1(np.log1p(growth / 100).mean(axis=1)))


def _own_growth(case: Case, wanted: float, known: bool) -> Required | None:
    """The even own growth (%) in the years not measured that brings the average to what is wanted."""
    left = len(case.estimated)
    if not left:
        return None
    key = "required.own_growth_known" if known else "required.own_growth"
    needed = len(case.window) * np.log1p(wanted / 100) - np.log1p(case.observed(case.measured) / 100).sum()
    value = float(100 * np.expm1(needed / left))
    return Required("own_growth", value, "%", message(key, value=value, years=case.estimated, wanted=wanted))
