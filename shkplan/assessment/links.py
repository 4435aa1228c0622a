"""Which links between indicators act in an assessment, what they do to its projections, and what they bring to a verdict.

A link acts on what a scenario moved, never on the baseline. One pair has one dependence: where a series follows another by
their joint law (:mod:`shkplan.assessment.following`), a link between the two acts only where the scenario switches it on, and the
series then follows the other one's baseline, to which the link adds its effect.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from shkplan.assessment.following import Key, differs, model_of, reference_of
from shkplan.base.messages import Message, message
from shkplan.forecast.links import LinkEffect, Moving, as_chosen, linked_to
from shkplan.forecast.projection import Projection
from shkplan.register.links import Identity, Link

if TYPE_CHECKING:
    import pandas as pd

    from shkplan.assessment.assessment import Assessment

__all__ = ["LinkState", "Links", "acting", "baseline_of", "contributions", "effects_on", "linked", "replaced"]

State = Literal["on", "off"]


def linked(a: Assessment, key: Key, made: Projection | Message) -> Projection | Message:
    """The projection of a series, moved by the active links of drivers that its scenario moved; as it is without any."""
    if a.scenario is None or isinstance(made, Message):
        return made
    return linked_to(made, _moving(a, key, made))


def _moving(a: Assessment, key: Key, made: Projection) -> Iterator[Moving]:
    base = a.without_scenario
    follows = made.dependence.follows if made.dependence is not None else ()
    for link in acting(a, key):
        driver = link.driver_of(key[1])
        if differs(a, base, driver):
            one = a.plan[driver[0]]
            before, after = base.source(one, driver[1]), a.source(one, driver[1])
            if isinstance(after, Projection) and model_of(a, one.id) != model_of(base, one.id):
                before = after.unclaimed  # another model is no move of the driver: the response has its own
            if isinstance(before, Projection) and isinstance(after, Projection):
                beside = next((each for each in follows if isinstance(each, Projection) and _key(each) == driver), None)
                mine = before if beside is None else beside
                yield Moving(link, mine, as_chosen(after, before, mine), together=beside is not None)


def _key(one: Projection) -> Key:
    return one.series.indicator.id, one.series.region


def baseline_of(a: Assessment) -> Assessment:
    """The assessment without its scenario: the one it was made from, or a new one where that has other settings or proxies."""
    if a.scenario is None:
        return a
    above, root = a._shared, None  # noqa: SLF001
    while above is not None:
        if above.scenario is None:
            root = above
            if above.settings == a.settings and above.plan is a.plan:
                return above
        above = above._shared  # noqa: SLF001
    return type(a)(a.plan, a.observations, a.settings, None, a.own, root, a._series)  # noqa: SLF001


def acting(a: Assessment, key: Key) -> tuple[Link, ...]:
    """The links into a series that are switched on, those of its plan's identities among them."""
    return tuple(link for link in (*a.known_links, *_levels(a, key)) if _into(a, link, key) and _on(a, link, key))


def replaced(a: Assessment, key: Key) -> bool:
    """Whether a scenario switched on a link between a series and the one it follows: it then follows that one's baseline."""
    against = _followed(a, key)
    return any(link.driver_of(key[1]) == against for link in acting(a, key)) if against is not None else False


def _into(a: Assessment, link: Link, key: Key) -> bool:
    """Whether a link can move a series of this plan."""
    if not link.into(*key):
        return False
    indicator, region = link.driver_of(key[1])
    return indicator in a.plan and region in a.plan.regions


def _on(a: Assessment, link: Link, key: Key) -> bool:
    asked = a.scenario.links.get(link.id) if a.scenario is not None else None
    return asked if asked is not None else link.acts and not _joint(a, link, key)


def _joint(a: Assessment, link: Link, key: Key) -> bool:
    """Whether a link speaks of a pair that is drawn together by its joint law."""
    return link.driver_of(key[1]) == _followed(a, key)


def _followed(a: Assessment, key: Key) -> Key | None:
    against = reference_of(a, a.plan[key[0]], key[1])
    return None if against is None else (against.indicator, against.region)


def _levels(a: Assessment, key: Key) -> tuple[Link, ...]:
    """The identity between a level and its growth, where the plan has both."""
    above = a.plan[key[0]].growth_of
    return (_identity(key[0], above, "level"),) if above is not None and above in a.plan else ()


@lru_cache(maxsize=256)
def _identity(response: str, driver: str, identity: Identity) -> Link:
    words = message(f"link.identity_{identity}")
    named = {"zh": words.text("zh"), "en": words.text("en")}
    form = "growth" if identity == "level" else "elasticity"
    name = f"{response}-{identity}".replace(".", "-").replace("_", "-")
    return Link.model_validate(
        {"id": name, "title": named, "driver": {"indicator": driver}, "response": {"indicator": response},
         "form": form, "acts": True, "reason": named, "identity": identity}
    )  # fmt: skip


# What is asked of them ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class LinkState:
    """One link between two series of an assessment.

    Attributes:
        link: the link.
        driver, response: indicator and region of both.
        state: whether it acts where a scenario moves the driver.
        why: where that comes from: its file, the scenario, or a pair that is drawn together.
    """

    link: Link
    driver: Key
    response: Key
    state: State
    why: Message


@dataclass(frozen=True)
class Links:
    """``a.links``: the links between the indicators of a plan, with their switches.

    Of a link that acts in every region that of the assessment's own is listed.

    Attributes:
        assessment: whose.
    """

    assessment: Assessment

    def __iter__(self) -> Iterator[LinkState]:
        a = self.assessment
        for link in (*a.known_links, *_identities(a)):
            for region in link.response.regions or (a.region,):
                key = link.response.indicator, region
                if key[0] in a.plan and region in a.plan.regions and _into(a, link, key):
                    yield _state(a, link, key)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def __getitem__(self, name: str) -> tuple[LinkState, ...]:
        """The states of a link, one a region where it acts; empty where the plan has not its indicators."""
        return tuple(one for one in self if one.link.id == name)

    def _ipython_key_completions_(self) -> list[str]:
        return list(dict.fromkeys(one.link.id for one in self))

    def contributions(self, key: str) -> dict[str, float]:
        """What each link that moved a target's series brings to its probability; see :func:`contributions`."""
        return contributions(self.assessment, key)

    def to_frame(self) -> pd.DataFrame:
        """A row a link and region: both ends, form, effect with its standard deviation, switch and where it comes from."""
        import pandas as pd

        return pd.DataFrame([_row(one) for one in self], columns=list(_COLUMNS))


_COLUMNS = ("link", "driver", "driver_region", "response", "region", "form", "ground", "effect", "sd", "carry", "state")


def _row(one: LinkState) -> dict[str, object]:
    link = one.link
    effect, sd = link.effect
    carry = dict(zip(link.terms, link.coefficients, strict=True)).get("carry", 0.0)
    values = (link.id, *one.driver, *one.response, link.form, link.ground, effect, sd, carry, one.state)
    return dict(zip(_COLUMNS, values, strict=True))


def _identities(a: Assessment) -> Iterator[Link]:
    """The identities that the plan states itself: the growth of a level, and the parts of a ratio, by which it is projected."""
    for one in (*a.plan.indicators.values(), *a.plan.series.values()):
        yield from _levels(a, (one.id, a.region))
        if one.ratio_of is not None:
            yield _identity(one.id, one.ratio_of.grows_by or one.ratio_of.numerator, "numerator")
            yield _identity(one.id, one.ratio_of.denominator, "denominator")


def _state(a: Assessment, link: Link, key: Key) -> LinkState:
    asked = a.scenario.links.get(link.id) if a.scenario is not None else None
    joint = _joint(a, link, key)
    if asked is not None:
        why = message(f"link.scenario_{'on' if asked else 'off'}{'_joint' if asked and joint else ''}")
    elif joint:
        why = message("link.joint")
    else:
        why = message(f"link.default_{link.ground}_{'on' if link.acts else 'off'}")
    return LinkState(link, link.driver_of(key[1]), key, "on" if _on(a, link, key) else "off", why)


def contributions(a: Assessment, key: str) -> dict[str, float]:
    """What each link brings to the probability of a target: with all that act, less the same without this one; by its id.

    Raises:
        UnknownName: no such target.
    """
    verdict, scenario = a[key], a.scenario
    if scenario is None or verdict.prob is None:
        return {}
    found = {}
    moved = [effect.link for effect in effects_on(verdict.own, verdict.reference)]
    for name in dict.fromkeys(
        link.id for link in moved if link.identity is None
    ):  # what holds by definition is no choice
        without = scenario.model_copy(update={"links": {**scenario.links, name: False}})
        other = a.without_scenario.under(without)[key].prob
        if other is not None:
            found[name] = verdict.prob - other
    return found


def effects_on(*sources: object) -> Iterator[LinkEffect]:
    """What links did to projections, to what these follow, and to the parts of ratios."""
    for one in sources:
        if isinstance(one, Projection):
            yield from one.links
            yield from effects_on(*(one.dependence.follows if one.dependence is not None else ()))
            yield from effects_on(*((one.ratio.numerator, one.ratio.denominator) if one.ratio is not None else ()))
