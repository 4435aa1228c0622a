"""The targets that lag, each with what the data say of it: which years fell short, what is missing or weak, and what it would take.

No cause is named that no figure shows: why an economy grew more slowly stands in no table of this library.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from shkplan.assessment.at_risk import risk
from shkplan.assessment.evaluation.data_quality import TargetData, data_quality_of
from shkplan.assessment.evaluation.official import OfficialWord
from shkplan.assessment.evaluation.year_steps import YearSteps, steps_of
from shkplan.assessment.solving.on_record import OnRecord
from shkplan.assessment.solving.solve import Needed, Solution
from shkplan.assessment.verdict import Verdict
from shkplan.base.errors import among
from shkplan.base.messages import Message, message
from shkplan.register.targets import Headway

if TYPE_CHECKING:
    import pandas as pd

    from shkplan.assessment.assessment import Assessment

__all__ = ["PROB", "Lagging", "LaggingTarget", "Plausibility"]

PROB = 0.8  # with which the required path reaches the target
Plausibility = Literal["usual", "done_before", "single_years", "unprecedented", "out_of_reach", "unknown"]


@dataclass(frozen=True)
class LaggingTarget:
    """One target that lags.

    Attributes:
        official: its word, with the verdict and the reason.
        headway: how far figures have come, beside the time; or why that cannot be told.
        steps: what each published year brought beside what was asked of it.
        data: the figures it rests on.
        solution: the constant path that reaches it with :data:`PROB`; or why there is none.
    """

    official: OfficialWord
    headway: Headway | Message
    steps: YearSteps
    data: TargetData = field(repr=False)
    solution: Solution = field(repr=False)

    @property
    def verdict(self) -> Verdict:
        """The verdict on it."""
        return self.official.verdict

    @property
    def key(self) -> str:
        """The key of the target."""
        return self.verdict.key

    @property
    def causes(self) -> tuple[Message, ...]:
        """What the data say of why it lags, a sentence each; the years that fell short are told by ``steps``."""
        return tuple(self._causes())

    def _causes(self) -> Iterator[Message]:
        data, verdict = self.data, self.verdict
        if self.official.word not in ("behind", "not_achieved"):
            yield message("lagging.unlikely")
        if self.official.by_probability == "behind" and self.official.by_progress not in (None, "behind"):
            yield message("lagging.by_probability")
        if self.steps and not self.steps.short and not verdict.decided_by_figures:
            yield message("lagging.no_year_short")
        if not verdict.decided_by_figures and data.missing:
            yield message("lagging.missing", years=data.missing)
        for found, name in ((data.breaks, "breaks"), (data.estimates, "estimates"), (data.doubtful, "doubtful")):
            if found:
                yield message(f"lagging.{name}", years=found)
        if verdict.proxies:
            yield message("lagging.proxy")
        if verdict.evidence == "class":
            yield message("lagging.class_only")

    @property
    def needed(self) -> Needed | None:
        """The path required; None where nothing can be worked out."""
        return next(iter(self.solution.needed), None)

    @property
    def recent(self) -> OnRecord | None:
        """What the latest years came to, in the terms of the path."""
        return next((one for one in self.solution.record if one.kind == "latest"), None)

    @property
    def plausibility(self) -> Plausibility:
        """How the path required stands beside what was done here: as the latest years, better than them, than any five, than any one."""
        needed, up = self.needed, self.verdict.target.up
        if needed is None:
            return "unknown"
        if needed.value is None:
            return "out_of_reach"
        record = {one.kind: one.value for one in self.solution.record}

        def better(kind: str) -> bool:
            value = record[kind]  # type: ignore[index]
            return needed.value is not None and (needed.value > value if up else needed.value < value)

        if "latest" not in record:
            return "unknown"
        if not better("latest"):
            return "usual"
        if "best_year" in record and better("best_year"):
            return "unprecedented"
        return "single_years" if "best_run" not in record or better("best_run") else "done_before"

    def __repr__(self) -> str:
        return f"LaggingTarget({self.key}: {self.official.word}, short in {[one.year for one in self.steps.short]}, {self.plausibility})"


@dataclass(frozen=True)
class Lagging:
    """The targets that lag: ``a.lagging``, the worst first; one by its key. Empty where none does.

    A target lags whose official word is behind or not achieved, or whose estimated probability is below one third.

    Attributes:
        assessment: of which.
    """

    assessment: Assessment

    @cached_property
    def _found(self) -> dict[str, OfficialWord]:
        every = (one for one in self.assessment.official if _lags(one))
        return {one.key: one for one in sorted(every, key=lambda one: risk(one.verdict))}

    @cached_property
    def _made(self) -> dict[str, LaggingTarget]:
        return {}

    def keys(self) -> tuple[str, ...]:
        """The keys of the targets that lag."""
        return tuple(self._found)

    def __getitem__(self, key: str) -> LaggingTarget:
        """One target that lags.

        Raises:
            UnknownName: no such target among them.
        """
        among("lagging target", key, self._found)
        if key not in self._made:
            a, official = self.assessment, self._found[key]
            verdict = official.verdict
            self._made[key] = LaggingTarget(
                official, a.headway(key), steps_of(a, verdict), data_quality_of(a, verdict), a.solve(key, PROB)
            )
        return self._made[key]

    def __iter__(self) -> Iterator[LaggingTarget]:
        return (self[key] for key in self._found)

    def __len__(self) -> int:
        return len(self._found)

    def _ipython_key_completions_(self) -> list[str]:
        return list(self._found)

    def __repr__(self) -> str:
        return f"Lagging({', '.join(self._found)})"

    def to_frame(self) -> pd.DataFrame:
        """A row a target and year: what the year brought, what was asked, whether it fell short; then word and path required."""
        import pandas as pd

        rows = []
        for one in self:
            needed = one.needed
            head = {"target": one.key, "word": one.official.word, "prob": one.verdict.prob, "plausibility": one.plausibility,
                    "needed": needed and needed.value, "needed_unit": one.solution.unit, "course": one.steps.course}  # fmt: skip
            steps = [{"year": step.year, "value": step.value, "wanted": step.wanted, "short": step.short, "unit": one.steps.unit}
                     for step in one.steps.steps]  # fmt: skip
            rows += [head | step for step in steps or [{}]]
        return pd.DataFrame(rows)


def _lags(one: OfficialWord) -> bool:
    return one.word in ("behind", "not_achieved") or (
        one.verdict.status == "estimated" and one.verdict.group == "unlikely"
    )
