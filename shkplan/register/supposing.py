"""Claims and scenarios as one types them: ``sp.claim(...)`` and ``sp.scenario(...)``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from pydantic import TypeAdapter, ValidationError

from shkplan.base.errors import ParameterError
from shkplan.base.messages import lines, said
from shkplan.register.claims import Claim
from shkplan.register.scenario import Scenario

__all__ = ["claim", "scenario"]

_CLAIM: TypeAdapter[Claim] = TypeAdapter(Claim)


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
    required: bool = False,
    how: Literal["intervention", "condition"] = "intervention",
    after: Literal["model", "transient", "permanent"] = "model",
    **more: Any,
) -> Claim:
    """What a scenario supposes of one indicator in some years; exactly one of the forms below.

    Args:
        indicator: its id.
        years: a year or a span, 2027 or "2026-2030".
        level: the value itself, in the indicator's unit.
        growth: growth on the year before, in %.
        addition: so much is added to what the baseline gives; ``relative=True``: per cent of it.
        target: the value of the last year; ``shape=`` "even steps", "even growth", "early" or "late".
        shock: so much is added in the first year; ``remains=(0.5, 0.25)``: shares of it that remain in the years after.
        like: another region, of which the path is taken; ``plus=`` a distance to it.
        best_peer: the path of the best of the peers.
        required: the path that just reaches the plan's target.
        how: "intervention" (we make it so: earlier years stay) or "condition" (suppose we learn that: they move too).
        after: later years of an intervention: "model", "transient" (the baseline again) or "permanent" (the whole shift).
        **more: ``unit``, ``region``, ``reason``, ``spread`` (standard deviation), ``interval`` (two ends) and ``share`` of it,
            ``baseline`` (of an addition where nothing is known), ``among`` (peers).

    Raises:
        ParameterError: none of the forms or several, or what does not fit the form; all of it.
    """
    numbers = {"level": level, "growth rate": growth, "addition": addition, "target value": target, "shock": shock}
    said_so: dict[str, dict[str, object]] = {
        form: {"value": number} for form, number in numbers.items() if number is not None
    }
    said_so |= {} if like is None else {"like region": {"like": like}}
    said_so |= {"best peer": {}} if best_peer else {}
    said_so |= {"required": {}} if required else {}
    if not said_so and "interval" in more:
        said_so = {"level": {}}
    if len(said_so) != 1:
        found = list(said_so)
        words = (
            "claim on {indicator}: found {found}, expected one of level=, growth=, addition=, target=, shock=, like=, "
            "best_peer=True and required=True."
        )
        raise ParameterError(said(words, indicator=indicator, found=found))
    form, own = next(iter(said_so.items()))
    given = {"indicator": indicator, "years": years, "fix": form, "how": how, "after": after, **own, **more}
    try:
        return _CLAIM.validate_python(given)
    except ValidationError as error:
        raise ParameterError(_told(error)) from None


def scenario(
    id: str,  # noqa: A002  # its name in files
    *claims: Claim,
    title: str = "",
    plan: str = "",
    parent: str = "",
    author: str = "",
    reference: str = "",
    description: str = "",
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
        links: link's id -> whether it acts.
        models: indicator's id -> the model of its series.
        thresholds: target's key -> the number of its outside threshold.

    Raises:
        ParameterError: what does not fit; all of it.
    """
    given = {
        "id": id, "plan": plan, "title": title or id, "parent": parent, "author": author, "reference": reference,
        "description": description, "claims": claims, "links": links or {}, "models": models or {},
        "thresholds": thresholds or {},
    }  # fmt: skip
    try:
        return Scenario.model_validate(given)
    except ValidationError as error:
        raise ParameterError(_told(error)) from None


def _told(error: ValidationError) -> str:
    """All that is wrong, a line each."""
    every: Sequence[Any] = error.errors()
    return lines([f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in every])
