"""What a chart of a verdict says in words: a title that tells what is to be seen, what is drawn, and the same for the ear.

The title follows from the facts by a rule of each form: what was published comes before what is estimated, and a count of
years before an average.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from shkplan.assessment.course import Courses
from shkplan.assessment.verdict import Verdict
from shkplan.display.charts.seen import drawn_from
from shkplan.display.language import (
    code,
    ends,
    listed,
    number,
    published,
    quantities,
    quantity,
    region,
    rounded,
    say,
    words,
)
from shkplan.display.verdicts import (
    SIGNS,
    evidence_notes,
    in_force,
    probability_in_full,
    target_words,
    whole_share,
    why_not,
    word_of,
)
from shkplan.evidence.observation import Observation
from shkplan.evidence.series import AnnualSeries
from shkplan.forecast.projection import Projection

_MOST = 2  # kinds of source named below a title
_BACK = 12  # years before a target's first, or before the report, that are drawn


def first_shown(verdict: Verdict) -> int:
    """The first year that is drawn of a history."""
    day = verdict.as_of
    return min([verdict.target.years[0], *([day.year] if day is not None else [])]) - _BACK


def name_of(verdict: Verdict) -> str:
    """What is measured, and where."""
    return say("chart.fan", name=verdict.indicator.name, region=region(verdict.region, verdict.plan))


def series_of(verdict: Verdict) -> AnnualSeries | None:
    """The series behind a verdict."""
    return verdict.own.series if isinstance(verdict.own, Projection) else verdict.own


def about(verdict: Verdict, drawn: str, scale: str = "", note: str = "") -> str:
    """What stands below a title: what is drawn and in which unit, what it rests on beside own figures, whose figures."""
    lines = [drawn]
    if verdict.evidence in SIGNS:
        lines.append(say("decides.rests", what=code("rests", verdict.evidence)))
    series = series_of(verdict)
    lines.append(scale_and_sources(scale, series.chosen if series is not None else ()))
    lines = [line for line in lines if line]
    return "\n".join([*lines, *([note] if note else [])])


def scale_and_sources(scale: str, figures: Sequence[Observation]) -> str:
    """The unit of a chart, and which kinds of source its latest figures come from."""
    return drawn_from(reversed(figures), scale, _MOST)


def sides_named(verdict: Verdict, told: Courses) -> tuple[str, str]:
    """How the two sides of a pace are told apart: by region, or by what is measured where that differs alone."""
    (own, _), (other, _) = told.sides
    if own.region == other.region:
        return words(verdict.indicator.name), words(other.indicator.name)
    return region(own.region, verdict.plan), region(other.region, verdict.plan)


def lead_title(verdict: Verdict, told: Courses) -> str:
    """In how many years own growth was behind the reference's; else the average lead, as published or estimated."""
    name = name_of(verdict) if told.sides[0][0].region != told.sides[1][0].region else words(verdict.indicator.name)
    other = sides_named(verdict, told)[1]
    known = [year for year in told.years if year in told.yearly.known]
    running = told.running
    if running is not None and told.years[-1] in running.known:
        lead = running.at(told.years[-1])[1]
        way = "above" if lead >= 0 else "below"
        return say(
            f"decides.lead_{way}_known", name=name, other=other, points=rounded(abs(lead), told.unit), **_when(told)
        )
    if known:
        behind = sum(told.yearly.at(year)[1] < -1e-9 for year in known)
        return _counted("lead", behind, known, told, name=name, other=other)
    if told.running is not None and told.years[-1] in told.running.years:
        low, lead, high = told.running.at(told.years[-1])
        if low < 0 < high:  # which side it ends on is open, so that the median alone would say too much
            between = {"low": rounded(low, told.unit, sign=True), "high": rounded(high, told.unit, sign=True)}
            return say("decides.lead_open", name=name, other=other, **between, **_when(told))
        way = "above" if lead >= 0 else "below"
        return say(
            f"decides.lead_{way}",
            name=name,
            other=other,
            points=rounded(abs(lead), told.unit),
            **_when(told),
        )
    return name


def _counted(form: str, bad: int, known: list[int], told: Courses, **values: Any) -> str:
    """A title that counts the years on the wrong side among those that were published."""
    kind = "none" if bad == 0 else "all" if bad == len(known) else "some"
    if len(known) == 1 < len(told.years):
        return say(f"decides.{form}_{kind}_one", year=known[0], **values)
    whole = "" if len(known) == len(told.years) else "_known"
    return say(f"decides.{form}_{kind}{whole}", bad=bad, n=len(known), **values)


def _when(told: Courses) -> dict[str, Any]:
    return {"first": told.years[0], "last": told.years[-1]}


def held_title(verdict: Verdict, told: Courses) -> str:
    """In how many years the limit was not kept; without any figure what the worst year is estimated at."""
    known, name = [year for year in told.years if year in told.yearly.known], name_of(verdict)
    limit = number_of(verdict)
    side = say(f"decides.beyond_{verdict.target.direction}", limit=limit)
    within = say(f"decides.within_{verdict.target.direction}", limit=limit)
    if known:
        broken = len(beyond(verdict, told))
        return _counted("held", broken, known, told, name=name, beyond=side, within=within)
    if verdict.central is not None:
        worst = quantity(rounded(verdict.central, told.unit), told.unit)
        return say("decides.held_estimated", name=name, worst=worst, within=within, **_when(told))
    return name


def beyond(verdict: Verdict, told: Courses) -> tuple[int, ...]:
    """The published years of a target in which its limit was not kept, by the number that decides."""
    case = verdict.case
    if case is None or told.wanted is None:
        return ()
    way = 1.0 if verdict.target.up else -1.0
    return tuple(
        year
        for year in told.years
        if year in told.yearly.known and way * (told.yearly.at(year)[1] - told.wanted) < -1e-9
    )


def running_title(verdict: Verdict, told: Courses) -> str:
    """How far what builds up has come beside its target."""
    running, name = told.running, name_of(verdict)
    if running is None or not running.years:
        return name
    known = [year for year in running.years if year in running.known and year in told.years]
    at = known[-1] if known else running.years[-1]
    value = running.at(at)[1]
    state = "known" if known else "estimated"
    values = {"name": name, "first": told.years[0], "at": at, "target": aim_of(verdict)}
    if told.form == "total":
        amount = quantity(published(value) if known else rounded(value, told.unit), told.unit)
        share = number(whole_share(value / told.wanted)) if told.wanted else ""
        return say(
            f"decides.total_{state}{'' if verdict.target.up else '_ceiling'}", amount=amount, share=share, **values
        )
    if told.form == "change":
        low, _, high = running.at(at)
        if low < 0 < high:
            between = dict(zip(("low", "high"), quantities([rounded(end, told.unit, sign=True) for end in (low, high)], told.unit), strict=True))  # fmt: skip
            return say("decides.change_open", base=running.years[0], **between, **values)
        change = quantity(rounded(abs(value), told.unit), told.unit)
        return say(f"decides.change_{'up' if value >= 0 else 'down'}", change=change, base=running.years[0], **values)
    if told.form == "mean":
        return say(f"decides.mean_{state}", amount=quantity(rounded(value, told.unit), told.unit), **values)
    per = getattr(verdict.target, "per", "year")
    way = "up" if value >= 0 else "down"
    return say(
        f"decides.growth_{way}_{per}_{state}",
        rate=quantity(rounded(abs(value), "%"), "%"),
        **values,
    )


def stated(verdict: Verdict) -> str:
    """A target as the word and number it states; empty where it states none."""
    amount = number_of(verdict)
    return say(f"decides.target_{_side(verdict)}", target=amount) if amount else ""


def aim_of(verdict: Verdict) -> str:
    """The same within a sentence."""
    amount = number_of(verdict)
    return say(f"decides.aim_{_side(verdict)}", target=amount) if amount else ""


def _side(verdict: Verdict) -> str:
    """From which side a number is reached; a growth of at most less than nothing is a fall."""
    return "fall" if verdict.target.falls else verdict.target.direction


def number_of(verdict: Verdict) -> str:
    """The number of a target as it is stated, with its unit; empty where it states none."""
    at = getattr(verdict.target, "number", None)
    if at is None:
        return ""
    return quantity(published(-at if _side(verdict) == "fall" else at, None), getattr(verdict.target, "unit", ""))


def value_title(verdict: Verdict) -> str:
    """The figure of the deadline, or the latest one, beside the target; without any the estimate."""
    name, target, own = name_of(verdict), _wanted(verdict), verdict.unit or verdict.indicator.unit
    if verdict.latest is not None and not verdict.proxies:
        year, value = _telling(verdict, verdict.latest)
        due = verdict.target.deadline
        amount = quantity(published(value, verdict.indicator.precision), verdict.indicator.unit)
        if not target or year > due:  # a later figure tells nothing of the year that was due
            return say("decides.value_latest", name=name, year=year, amount=amount)
        key = "reached" if _is_reached(verdict, value) else "short"
        if year < due:
            return say(f"decides.value_{key}_so_far", name=name, year=year, amount=amount, target=target, due=due)
        told = say(f"decides.value_{key}_due", name=name, year=year, amount=amount, target=target)
        return (
            f"{told}{say('in_brackets', what=say('summary.provisional'))}" if verdict.status == "provisional" else told
        )
    if target and None not in (verdict.central, verdict.low, verdict.high):
        amount = quantity(rounded(verdict.central, own), own)
        return say("decides.value_estimated", name=name, year=verdict.target.deadline, amount=amount, target=target)
    return name


def _telling(verdict: Verdict, latest: tuple[int, float]) -> tuple[int, float]:
    """The figure of the deadline where there is one, also where later ones followed; else the latest."""
    series, due = series_of(verdict), verdict.target.deadline
    value = series.value(due) if series is not None else None
    return latest if value is None else (due, value)


def _is_reached(verdict: Verdict, value: float) -> bool:
    """Whether a figure is at the number wanted, or beyond a baseline that it must have left."""
    lead = (value - (verdict.wanted or 0.0)) * (1 if verdict.target.up else -1)
    return lead > 1e-9 if verdict.target.turning else lead >= -1e-9


def _wanted(verdict: Verdict) -> str:
    """What the value of the deadline is held against: the number stated, or the baseline."""
    if verdict.wanted is None:
        return ""
    return aim_of(verdict) or quantity(published(verdict.wanted, verdict.indicator.precision), verdict.indicator.unit)


def alt_of(verdict: Verdict, title: str, told: Courses | None = None, known: str = "") -> str:
    """A chart in words: its title, the published years and the estimate of what decides, the target, its probability."""
    parts = [title, *([known] if known else [])]
    if told is not None and told.yearly.known:
        seen = [say("decides.alt_year", year=year, value=quantity(published(told.yearly.at(year)[1]), told.scale))
                for year in told.yearly.known if year in told.years]  # fmt: skip
        parts += [listed(seen)] if seen else []
    if (
        verdict.central is not None
        and verdict.low is not None
        and verdict.high is not None
        and verdict.low < verdict.high
    ):
        own = verdict.unit
        parts.append(
            say(
                "decides.alt_decides", quantity=words(verdict.quantity), median=quantity(rounded(verdict.central, own), own),
                **ends(verdict.low, verdict.high, own),
            )
        )  # fmt: skip
    if in_force(verdict):
        parts.append(say("chart.aim", target=target_words(verdict.target, verdict.plan, verdict.indicator.id)))
    if verdict.prob is not None:
        parts.append(say("chart.probability", prob=probability_in_full(verdict), word=word_of(verdict)))
    elif verdict.status != "recorded":
        parts.append(f"{say('word.open')}{say('colon')}{why_not(verdict)}")
    return say("stop").join((*parts, *evidence_notes((verdict,))))
