"""Verdicts and targets in words: probabilities, likelihood, reasons, what it takes."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable

from shkplan.assessment.verdict import FINEST, Evidence, Verdict, likelihood
from shkplan.base.messages import Message
from shkplan.display.language import DASH, code, has, listed, number, quantity, say, words, years
from shkplan.display.plain_words import who_and_whom
from shkplan.forecast.borrowed import Borrowed
from shkplan.register.plan import Plan
from shkplan.register.targets import Target


def probability(verdict: Verdict, digits: int = 2) -> str:
    """A probability between 0 and 1; an estimate is never printed as 0 or 1."""
    if verdict.prob is None:
        return DASH
    if verdict.decided_by_figures or verdict.status == "supposed":
        return f"{'1' if verdict.prob == 1 else '0'}{sign_of(verdict)}"
    return f"{chance(verdict.prob, digits)}{sign_of(verdict)}"


SIGNS: dict[Evidence, str] = {"own and class": "†", "class": "‡", "proxy": "§"}


def sign_of(verdict: Verdict) -> str:
    """The sign of a number that rests on more, or on less, than own figures; empty where it rests on these alone."""
    return SIGNS.get(verdict.evidence, "")


def evidence_notes(verdicts: Iterable[Verdict]) -> tuple[str, ...]:
    """What each sign among some verdicts means, with the series and classes behind it, and their size."""
    every = list(verdicts)
    notes = []
    for evidence, sign in SIGNS.items():
        some = [one for one in every if one.evidence == evidence]
        sources = dict.fromkeys(source for one in some for source in sources_of(one))
        told = f"{sign} {code('rests', evidence)}"
        notes += [say("colon").join((told, say("semicolon").join(sources)) if sources else (told,))] if some else []
    return tuple(notes)


def sources_of(verdict: Verdict) -> tuple[str, ...]:
    """The proxy series and the reference classes that a number rests on, each with its size."""
    plan = verdict.plan
    series = [words(Message("evidence.by_proxy", one.values), plan) for one in verdict.proxies if "by" in one.values]
    return (*series, *map(class_words, verdict.borrowed))


def class_words(one: Borrowed) -> str:
    """A reference class with its size, its years, and how many of its windows are independent."""
    return say(
        "evidence.by_class", name=one.name, regions=number(one.regions), windows=number(one.windows), independent=one.independent,
        first=one.first, last=one.last,
    )  # fmt: skip


def rests_on(verdict: Verdict) -> str:
    """What a probability rests on: whose figures, which of their years, and what was borrowed."""
    told = [code("rests", verdict.evidence)]
    if verdict.used and verdict.evidence != "class":
        told.append(say("evidence.used", count=len(verdict.used), years=years(verdict.used)))
    return say("semicolon").join((*told, *sources_of(verdict)))


def probability_in_full(verdict: Verdict) -> str:
    """A probability with its Monte Carlo error, or the word why it has none: closed form, published, by the claims."""
    if verdict.prob is None:
        return DASH
    if not verdict.prob_se:
        return f"{probability(verdict)}{without_error(verdict)}"
    error = f"{verdict.prob_se:.3f}" if verdict.prob_se >= 0.0005 else "<0.001"
    return f"{chance(verdict.prob, 3)} ± {error}{sign_of(verdict)}"


def without_error(verdict: Verdict) -> str:
    """Why a probability has no Monte Carlo error, in brackets."""
    return say("in_brackets", what=say(f"in_cell.{verdict.basis or 'law'}"))


def chance(prob: float, digits: int = 2) -> str:
    """A probability of an estimate; as many digits as it takes to stand on its own side of the bounds of the words."""
    smallest = 10.0**-digits
    if prob < smallest / 2:
        return f"<{smallest:.{digits}f}"
    if prob > 1 - smallest / 2:
        return f">{1 - smallest:.{digits}f}"
    shown = f"{prob:.{digits}f}"
    return shown if digits >= FINEST or likelihood(float(shown)) == likelihood(prob) else chance(prob, digits + 1)


def percent(prob: float) -> str:
    """An estimated probability as people say it: "20 %", to the nearest five where that stays on its own side of the words' bounds, and of one half.

    Beyond 5 and 95 % it is told to the whole per cent, beyond 1 and 99 % as less and more than these: an estimate is never 0 or 100 %.
    """
    whole, word = round(100 * prob), likelihood(prob)
    if whole < 1 or whole > 99:
        return say("percent.under" if whole < 1 else "percent.over", value=quantity("1" if whole < 1 else "99", "%"))
    near = [5 * round(20 * prob)] if 5 <= whole <= 95 else []
    near = [one for one in (*near, whole, whole - 1, whole + 1) if likelihood(one / 100) == word]
    near = [one for one in near if (one < 50) == (prob < 0.5)]  # at risk or not
    return quantity(str(near[0]), "%")


def whole_percent(prob: float) -> str:
    """An estimated probability to the whole per cent, where several stand beside each other and add up."""
    whole = round(100 * prob)
    if whole < 1 or whole > 99:
        return percent(prob)
    return quantity(str(whole), "%")


def whole_share(share: float) -> int:
    """A share in whole per cent: 100 only where it is the whole, since what falls just short of it is not there, and what is just past a ceiling is."""
    near = round(100 * share)
    if near != 100 or math.isclose(share, 1):
        return near
    return 99 if share < 1 else 101


def percents(low: float, high: float) -> str:
    """The least and the greatest of several estimates, to the whole per cent: "15–23 %", or "30 % to over 99 %"."""
    told = [whole_percent(end) for end in (low, high)]
    if told[0] == told[1]:
        return told[0]
    ends = [round(100 * end) for end in (low, high)]
    if ends[0] < 1 or ends[1] > 99:
        return say("percent.range_open", low=told[0], high=told[1])
    return quantity(say("percent.range", low=ends[0], high=ends[1]), "%")


def about(verdict: Verdict) -> str:
    """The probability of an estimate in words for a reader: "about 20 %", with the sign of what it rests on; else empty."""
    if verdict.status != "estimated" or verdict.prob is None:
        return ""
    near = percent(verdict.prob)
    shown = near if not 1 <= round(100 * verdict.prob) <= 99 else say("percent.about", value=near)
    return f"{shown}{sign_of(verdict)}"


def word_code(verdict: Verdict) -> str:
    """What a verdict amounts to: reached, missed, alike provisional_ or supposed_, very_likely ... very_unlikely, open, recorded."""
    if verdict.prob is None:
        return verdict.status
    if verdict.decided_by_figures or verdict.status == "supposed":
        told = "reached" if verdict.prob == 1 else "missed"
        return told if verdict.status == "observed" else f"{verdict.status}_{told}"
    return likelihood(verdict.prob)


def word_of(verdict: Verdict, signed: bool = False) -> str:
    """The word for a verdict; one that is reached ahead, or rests on a proxy series or a reference class, says so.

    Args:
        verdict: of which.
        signed: whether a sign beside it says already what it rests on.
    """
    short = any(root.key.removeprefix("reason.") in _WANT_OF_FIGURES for root in verdict.reason.roots)
    said = say(f"word.{word_code(verdict)}{'_for_want_of_figures' if verdict.status == 'open' and short else ''}")
    marks = [say("evidence.ahead")] if verdict.ahead else []
    marks += [code("evidence", verdict.evidence)] if verdict.evidence in SIGNS and not signed else []
    return f"{said}{say('in_brackets', what=say('semicolon').join(marks))}" if marks else said


_WANT_OF_FIGURES = frozenset((
    "no_figures", "too_few_points", "too_few_since_break", "no_reference", "too_old", "no_price_index", "no_base_year",
    "class_too_young", "nothing_to_follow",
))  # fmt: skip


def briefly(verdict: Verdict) -> str:
    """Why nothing can be said, in a few words; what figures over several years tell all the same, first."""
    figures = () if verdict.assessable else verdict.reason.values.get("figures", ())  # what has decided is not so far
    told = [_over_years(one) for one in figures if isinstance(one, Message)]
    keys = [(f"short.{one.key.removeprefix('reason.')}", one) for one in verdict.reason.roots]
    why = [say(key, **one.values) if has(key) else words(one) for key, one in keys]
    return say("semicolon").join(([say("evidence.so_far", figures=listed(told))] if told else []) + why)


def _over_years(figure: Message) -> str:
    """A figure over several years, without its source."""
    return words(Message(f"evidence.so_far_{figure.key.removeprefix('span.')}", figure.values))


def why_not(verdict: Verdict) -> str:
    """Why nothing can be said; where the latest figure is beyond the number already, that first."""
    return f"{say('evidence.ahead')}{say('semicolon')}{briefly(verdict)}" if verdict.ahead else briefly(verdict)


def in_force(verdict: Verdict) -> bool:
    """Whether the target had been approved on the day of the verdict; of a later one nothing is shown but that."""
    return all(one.key != "reason.not_in_force" for one in verdict.reason.roots)


def need(verdict: Verdict, as_of: dt.date | None = None, plan: Plan | None = None) -> str:
    """What it takes from here; empty where nothing is left to do or nothing can be said."""
    if verdict.required is None:
        return ""
    sentence = verdict.required.sentence
    named, against = sentence.key.replace("required.", "plain.required_"), who_and_whom(verdict)
    if against and has(named):
        return words(Message(named, {**sentence.values, **against}), plan)
    late = f"{sentence.key}_past"
    return words(Message(late, sentence.values) if too_late(verdict, as_of) and has(late) else sentence, plan)


def too_late(verdict: Verdict, as_of: dt.date | None) -> bool:
    """Whether all years that could still bring what is required have passed: then it is what they would have to be."""
    required, left = verdict.required, verdict.estimated
    return required is not None and required.kind != "margin" and bool(left) and past(verdict, as_of) == left


def target_words(target: Target, plan: Plan | None = None, indicator: str = "") -> str:
    """A target as short as its number allows: ``at most 4.5 % in every year of 2021–2025``.

    Args:
        target: what the plan states.
        plan: where names are looked up.
        indicator: the id of the indicator it is a target of; a pace against another one names that one.
    """
    return words(target.short(indicator), plan)


def past_sentence(gone: tuple[int, ...]) -> str:
    """What is said of years that have passed without a figure."""
    return say("past_sentence_one" if len(gone) == 1 else "past_sentence", years=years(gone))


def past(verdict: Verdict, as_of: dt.date | None) -> tuple[int, ...]:
    """Years of a target that have passed and were not measured: what is said of them is an estimate."""
    return tuple(year for year in verdict.estimated if as_of is not None and year < as_of.year)
