"""Claims and scenarios as one types them: ``sp.claim(...)`` and ``sp.scenario(...)``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from pydantic import TypeAdapter, ValidationError

from shkplan.base.errors import ParameterError, Place
from shkplan.base.given import all_of, is_missing, must_be
from shkplan.base.messages import said
from shkplan.base.shown import shown
from shkplan.base.typed import Location
from shkplan.files.records import located, mistakes_of
from shkplan.register.claims import FORMS, Claim, ClaimRecord
from shkplan.register.scenario import Scenario

__all__ = ["claim", "scenario"]

_CLAIM: TypeAdapter[Claim] = TypeAdapter(Claim)
_TOLD = 6  # mistakes at a time
_TYPED = {  # forms whose number is typed as a keyword of its own
    "level": "level",
    "growth rate": "growth",
    "addition": "addition",
    "target value": "target",
    "shock": "shock",
}


def claim(
    indicator: str,
    years: int | str,
    *,
    level: float | None = None,
    growth: float | None = None,
    addition: float | None = None,
    target: float | None = None,
    shock: float | None = None,
    like: str | None = None,
    best_peer: bool = False,
    required: bool | str = False,
    region: str = "",
    unit: str = "",
    spread: float | None = None,
    interval: tuple[float, float] | None = None,
    share: float | None = None,
    relative: bool | None = None,
    baseline: float | None = None,
    remains: Sequence[float] | None = None,
    shape: Literal["even steps", "even growth", "early", "late"] | None = None,
    plus: float | None = None,
    among: Sequence[str] | None = None,
    how: Literal["intervention", "condition"] = "intervention",
    after: Literal["model", "transient", "permanent"] = "model",
    reason: str | Mapping[str, str] = "",
) -> Claim:
    """What a scenario supposes of one indicator in some years: exactly one of the eight forms below.

    ::

        sp.claim("employment.new_jobs", "2023-2025", level=16000)              # 16,000 in each of the years
        sp.claim("economy.gdp", "2026-2030", growth=6)                         # grows 6 % on the year before
        sp.claim("economy.gdp_growth", 2027, addition=-1)                      # one percentage point below the baseline
        sp.claim("economy.services_share", "2026-2030", target=78)             # 78 % in 2030, by even steps
        sp.claim("economy.gdp_growth", 2027, shock=-4, remains=(0.5, 0.25))    # and half, then a quarter of it later
        sp.claim("economy.gdp_growth", "2026-2030", like="大连市", plus=0.5)    # half a point above the city
        sp.claim("economy.gdp_growth", "2026-2030", best_peer=True)
        sp.claim("employment.new_jobs", "2023-2025", required=True)            # just what the target asks for

    Args:
        indicator: its id.
        years: a year or a span, 2027 or "2026-2030".
        level: the value itself, in the indicator's unit.
        growth: growth on the year before, in %. An indicator that is a growth rate itself takes a level.
        addition: so much is added to what the baseline gives: points of a percentage, else in the indicator's unit.
        target: the value of the last year; the way there by ``shape``.
        shock: so much is added in the first year.
        like: the region whose path is taken.
        best_peer: the path of the best of the peers is taken.
        required: the path that just reaches the plan's target; the target's key where the indicator has several.
        region: the plan's own where it is empty.
        unit: of the number, such as 万人; empty for the indicator's own, % of growth, percentage points added to a percentage.
        spread: the standard deviation of a normal law around the number, in its unit.
        interval: in place of a number, two ends between which it lies with probability ``share``.
        share: of the interval, 0.8 where it is left out.
        relative: whether what is added is per cent of the baseline's value.
        baseline: what an addition or a shock is added to where nothing is measured or modelled; marked as stated.
        remains: shares of a shock that remain one, two, ... years later.
        shape: "even steps" (the default), "even growth", "early" or "late".
        plus: a distance to the other region or the best peer, in the indicator's unit.
        among: the regions to choose the best peer from; default the plan's peers and references.
        how: "intervention" (we make it so: earlier years stay) or "condition" (suppose we learn that: they move too).
        after: later years of an intervention follow from the "model", fall back to the baseline ("transient"), or keep
            the whole shift ("permanent").
        reason: on what ground; one language is enough.

    Raises:
        ParameterError: none of the forms or several, or what does not fit the form; all of it.
    """
    must_be("best_peer", best_peer, bool, "True or False")
    must_be("required", required, (bool, str), "True, or the key of a target")
    numbers = {"level": level, "growth rate": growth, "addition": addition, "target value": target, "shock": shock}
    forms: dict[str, dict[str, object]] = {
        form: {"value": number} for form, number in numbers.items() if number is not None
    }
    forms |= {} if like is None else {"like region": {"like": like}}
    forms |= {"best peer": {}} if best_peer is True else {}
    forms |= (
        {"required": {"target": required} if isinstance(required, str) else {}}
        if _or(required, False) is not False
        else {}
    )
    if not forms and interval is not None:
        forms = {"level": {}}
    if len(forms) != 1:
        raise ParameterError(_several(indicator, list(forms)))
    given = {
        "unit": _or(unit, None), "spread": spread, "interval": interval, "share": share, "relative": relative,
        "baseline": baseline, "remains": remains, "shape": shape, "plus": plus, "among": among,
    }  # fmt: skip
    form, own = next(iter(forms.items()))
    own |= {name: value for name, value in given.items() if value is not None}
    every = {"indicator": indicator, "years": years, "region": region, "how": how, "after": after, "reason": reason}
    return _made(form, own | every, indicator)


def _or(given: object, default: object) -> object:
    """What was given, or the default for nothing; of a table nobody can tell whether it is true."""
    return default if given is None or (isinstance(given, str) and not given) else given


def _several(indicator: object, found: list[str]) -> str:
    """What to answer where no form was named, or several were."""
    words = (
        "claim on {indicator}: found {found}, expected one of level=, growth=, addition=, target=, shock=, like=, "
        "best_peer=True and required=True."
    )
    several: object = [_TYPED.get(one, one.replace(" ", "_").removesuffix("_region")) for one in found] or said("none")
    return said(words, indicator=shown(indicator) if not isinstance(indicator, str) else indicator, found=several)


def _made(form: str, given: dict[str, Any], indicator: object) -> Claim:
    """The claim of a form.

    Raises:
        ParameterError: what does not fit it.
    """
    name = indicator if isinstance(indicator, str) else shown(indicator)
    foreign = [entry for entry in given if entry not in FORMS[form].model_fields]
    if foreign:
        words = "claim on {indicator}: {found} is none of a {form}; see help(sp.claim)."
        raise ParameterError(said(words, indicator=name, found=[f"{entry}=" for entry in foreign], form=form))
    try:
        return _CLAIM.validate_python({"fix": form, **given})
    except ValidationError as error:
        told = all_of(_told(error, form), _TOLD)
        raise ParameterError(said("claim on {indicator}, {what}", indicator=name, what=told)) from None


def scenario(
    id: str,  # noqa: A002  # its name in files
    *claims: Claim,
    title: str | Mapping[str, str] = "",
    plan: str = "",
    parent: str = "",
    author: str = "",
    reference: str | Mapping[str, str] = "",
    description: str | Mapping[str, str] = "",
    as_of: str | None = None,
    links: Mapping[str, bool] | None = None,
    models: Mapping[str, str] | None = None,
    thresholds: Mapping[str, float] | None = None,
) -> Scenario:
    """A scenario of these claims; ``a.under(it)`` asks what follows, ``it.save()`` keeps it as a file.

    Args:
        id: small letters, digits and hyphens.
        *claims: what it supposes, see :func:`claim`.
        title: what it is called; the id where it is empty. One language is enough.
        plan: the plan it speaks of; empty: of any that knows its indicators.
        parent: the id of a scenario whose claims hold too, where this one claims nothing else.
        author, reference, description: who asks, on what ground, what for.
        as_of: the day whose figures it was written for, such as "2023-06-30".
        links: link's id -> whether it acts.
        models: indicator's id -> the model of its series.
        thresholds: target's key -> the number of its outside threshold.

    Raises:
        ParameterError: what does not fit; all of it.
    """
    for one in claims:
        must_be("scenario", one, ClaimRecord, "claims such as sp.claim('economy.gdp_growth', 2027, level=5)")
    given = {
        "id": id, "plan": plan, "title": _or(title, id), "parent": parent, "author": author, "reference": reference,
        "description": description, "as_of": None if is_missing(as_of) else as_of, "claims": claims, "links": _or(links, {}), "models": _or(models, {}),
        "thresholds": _or(thresholds, {}),
    }  # fmt: skip
    try:
        return Scenario.model_validate(given)
    except ValidationError as error:
        name = id if isinstance(id, str) else shown(id)
        raise ParameterError(said("scenario {id}, {what}", id=name, what=all_of(_told(error), _TOLD))) from None


def _told(error: ValidationError, form: str = "") -> list[str]:
    """All that is wrong, a sentence or two each."""
    words = "{where}: found {found}, expected {expected}. {remedy}"

    def typed(at: Location) -> Place:
        at = at[1:] if form and at[:1] == (form,) else at
        return Place(key=located((_TYPED.get(form, "value"), *at[1:]) if at[:1] == ("value",) else at))

    found = mistakes_of(error, typed)
    return [said(words, where=one.where, found=one.found, expected=one.expected, remedy=one.remedy) for one in found]
