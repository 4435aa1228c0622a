"""One assessment under several scenarios: those the figures of the day leave room for, and why the others have none."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from shkplan.base.errors import ParameterError, ShkplanError
from shkplan.base.messages import Text, said
from shkplan.base.shown import shown
from shkplan.register.scenario import Scenario
from shkplan.workspace.load import load_scenario
from shkplan.workspace.scenarios import scenarios_of

if TYPE_CHECKING:
    import pandas as pd

    from shkplan.assessment.assessment import Assessment

__all__ = ["Tried", "UnderEach", "under_each"]


@dataclass(frozen=True)
class Tried:
    """One scenario, and what came of it.

    Attributes:
        scenario: which.
        under: the assessment under it; None where it was left out.
        why: what left no room for it; None where it is used.
        published: of one that is left out, the indicators' names with the claimed years that figures have told meanwhile.
    """

    scenario: Scenario
    under: Assessment | None = field(default=None, repr=False)
    why: ShkplanError | None = None
    published: tuple[tuple[Text, tuple[int, ...]], ...] = ()

    @property
    def id(self) -> str:
        """That of the scenario."""
        return self.scenario.id

    @property
    def title(self) -> Text:
        """What the scenario is called."""
        return self.scenario.title

    @property
    def years(self) -> tuple[int, ...]:
        """The years of its claims, those of its parents among them where it is used."""
        whole = self.under.scenario if self.under is not None and self.under.scenario is not None else self.scenario
        return tuple(sorted({year for claim in whole.claims for year in claim.years.years}))


@dataclass(frozen=True)
class UnderEach:
    """An assessment under several scenarios, one after the other; iterating gives the assessments of those that are used.

    Attributes:
        assessment: without any.
        tried: each scenario with what came of it, in the order asked for.
    """

    assessment: Assessment
    tried: tuple[Tried, ...]

    def __iter__(self) -> Iterator[Assessment]:
        return (one.under for one in self.tried if one.under is not None)

    def __len__(self) -> int:
        return sum(one.under is not None for one in self.tried)

    @property
    def left_out(self) -> tuple[Tried, ...]:
        """The scenarios that are not used, each with the reason."""
        return tuple(one for one in self.tried if one.under is None)

    def __repr__(self) -> str:
        out = "".join(f", without {one.id}" for one in self.left_out)
        return f"UnderEach({', '.join(one.id for one in self.tried if one.under is not None)}{out})"

    def to_frame(self) -> pd.DataFrame:
        """A row a scenario: its id, whether it is used, and why not."""
        import pandas as pd

        rows = [(one.id, one.under is not None, str(one.why) if one.why else "") for one in self.tried]
        return pd.DataFrame(rows, columns=["scenario", "used", "why"]).set_index("scenario")


def under_each(a: Assessment, scenarios: Iterable[str | Scenario] | None) -> UnderEach:
    """An assessment under several scenarios; None: all of its plan.

    One that fixes a year which has been published meanwhile is left out and named: it was asked on an earlier day.

    Raises:
        ParameterError: a text, or anything else than scenarios and their ids.
        UnknownName: no such scenario.
    """
    if isinstance(scenarios, str | Scenario):
        words = "scenarios: found {found}, expected a list of scenarios or of their ids."
        raise ParameterError(said(words, found=shown(scenarios)))
    asked = list(scenarios_of(a.plan)) if scenarios is None else [_key(one) for one in scenarios]
    every = {one if isinstance(one, str) else one.id: one for one in asked}
    return UnderEach(a, tuple(_tried(a, one) for one in every.values()))


def _key(one: object) -> str | Scenario:
    if not isinstance(one, str | Scenario):
        words = "scenarios: found {found}, expected scenarios or their ids."
        raise ParameterError(said(words, found=shown(one)))
    return one


def _tried(a: Assessment, asked: str | Scenario) -> Tried:
    scenario = load_scenario(asked) if isinstance(asked, str) else asked
    try:
        return Tried(scenario, a.under(scenario))
    except ShkplanError as error:
        return Tried(scenario, why=error, published=tuple(_published(a, scenario)))


def _published(a: Assessment, scenario: Scenario) -> Iterator[tuple[Text, tuple[int, ...]]]:
    """The claims on years that have a figure, as the indicator's name and these years."""
    for claim in scenario.spelled_out(a.region):
        if claim.indicator in a.plan and claim.region in a.plan.regions:
            known = a.observations.series(claim.indicator, claim.region)
            if told := tuple(year for year in claim.years.years if known.value(year) is not None):
                yield known.indicator.name, told
