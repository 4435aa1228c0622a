"""Questions on a whole assessment, each a value that knows its plan and its day; tables and charts show them."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from shkplan.assessment.classes import sisters_of
from shkplan.assessment.one_figure import OneFigure, one_figure
from shkplan.assessment.verdict import Verdict
from shkplan.base.errors import among
from shkplan.base.messages import Message, Text, message
from shkplan.evidence.coverage import supplier_of
from shkplan.forecast.informing import MODELS, informing, model_for
from shkplan.forecast.projection import Projection
from shkplan.register.plan import Indicator, Plan
from shkplan.register.plan_words import wanted_frame
from shkplan.register.targets import KINDS, Target
from shkplan.workspace.load import class_for

if TYPE_CHECKING:
    import pandas as pd

    from shkplan.assessment.assessment import Assessment


@dataclass(frozen=True)
class Summary:
    """How many targets stand where, and why so many cannot be assessed."""

    assessment: Assessment

    @property
    def groups(self) -> dict[str, int]:
        """How many verdicts there are in each group."""
        return dict(Counter(verdict.group for verdict in self.assessment))

    def to_frame(self) -> pd.DataFrame:
        """A row a group: how many verdicts, and how many of them rest on a proxy."""
        import pandas as pd

        found = Counter((verdict.group, verdict.evidence) for verdict in self.assessment)
        rows = [{"group": group, "evidence": evidence, "targets": n} for (group, evidence), n in found.items()]
        return pd.DataFrame(rows, columns=["group", "evidence", "targets"])


@dataclass(frozen=True)
class Deciding:
    """What decides the assessed targets: measured years, estimated years, what it would take."""

    assessment: Assessment

    def to_frame(self) -> pd.DataFrame:
        """The rows of the assessment that have a probability."""
        import pandas as pd

        return pd.DataFrame([verdict.row for verdict in self.assessment.assessed])


@dataclass(frozen=True)
class ByKind:
    """The verdicts on all targets of one kind."""

    assessment: Assessment
    kind: str

    def __iter__(self) -> Iterator[Verdict]:
        return (verdict for verdict in self.assessment if verdict.target.kind == self.kind)

    def to_frame(self) -> pd.DataFrame:
        """The rows of the assessment that are of this kind."""
        frame = self.assessment.to_frame()
        return frame[frame["kind"] == self.kind]


def by_kind(assessment: Assessment, kind: str) -> ByKind:
    """The verdicts on all targets of one kind.

    Raises:
        UnknownName: no such kind.
    """
    among("kind of target", kind, KINDS)
    return ByKind(assessment, kind)


@dataclass(frozen=True)
class Gap:
    """What is missing for one target.

    Attributes:
        verdict: what is held up.
        due: years of the target that have passed without a figure.
        last: the last year with one; None where there is none.
        short_by: how many yearly figures more the model needs before it says anything.
        supplier: who would usually have them; None where nobody is named.
        without_class: why no reference class tells of it either; None where one does, or figures need none.
    """

    verdict: Verdict
    due: tuple[int, ...]
    last: int | None
    short_by: int
    supplier: Text | None = field(repr=False)
    without_class: Text | Message | None = field(default=None, repr=False)

    @property
    def one_figure(self) -> tuple[OneFigure, ...]:
        """What a single figure more would do, where that can be said."""
        return one_figure(self.verdict, self.short_by)


@dataclass(frozen=True)
class Missing:
    """Which figures are missing, from whom, since when, and what they hold up.

    Attributes:
        assessment: of which.
        gaps: one a target that observation has not decided.
        key: the target asked about; None for all.
    """

    assessment: Assessment
    gaps: tuple[Gap, ...] = field(repr=False)
    key: str | None = None

    def __iter__(self) -> Iterator[Gap]:
        return iter(self.gaps)

    def __len__(self) -> int:
        return len(self.gaps)

    def __bool__(self) -> bool:
        """Whether any figure is missing: a year that has passed, or years that a model needs."""
        return any(gap.due or gap.short_by for gap in self.gaps)

    @property
    def by_supplier(self) -> list[tuple[Text | None, list[Gap]]]:
        """The gaps by who would usually fill them, the longest lists first."""
        groups: dict[Text | None, list[Gap]] = {}
        for gap in self.gaps:
            groups.setdefault(gap.supplier, []).append(gap)
        return sorted(groups.items(), key=lambda item: -len(item[1]))

    def to_frame(self) -> pd.DataFrame:
        """A row a target: years due, last year known, figures the model lacks, supplier, base rate of earlier plans."""
        import pandas as pd

        rows = [
            {"target": gap.verdict.key, "due": gap.due, "last": gap.last, "short_by": gap.short_by,
             "supplier": str(gap.supplier) if gap.supplier else None} | _rate(gap.verdict)
            for gap in self.gaps
        ]  # fmt: skip
        return pd.DataFrame(rows, columns=["target", "due", "last", "short_by", "supplier", *_RATE])


_RATE = ("base_met", "base_of", "base_low", "base_high")


def _rate(verdict: Verdict) -> dict[str, float | None]:
    """The base rate of earlier plans, in the columns of a frame."""
    rate = verdict.base_rate
    return (
        dict.fromkeys(_RATE)
        if rate is None
        else dict(zip(_RATE, (rate.met, rate.of, rate.low, rate.high), strict=True))
    )


def missing_of(assessment: Assessment, key: str | None) -> Missing:
    """What is missing for one target, or for all that observation has not decided."""
    wanted = assessment.scored if key is None else (assessment[key],)
    gaps = (_gap(assessment, one) for one in wanted if key is not None or not one.decided_by_figures)
    return Missing(assessment, tuple(gaps), key)


def _gap(assessment: Assessment, verdict: Verdict) -> Gap:
    one, years = verdict.indicator, assessment.observations.series(verdict.indicator, assessment.region).years
    supplier = supplier_of(one)
    if verdict.status == "recorded":
        return Gap(verdict, (), years[-1] if years else None, 0, supplier)
    due = tuple(year for year in verdict.estimated if year < assessment.as_of.year)
    without = _without_class(assessment, verdict)
    return Gap(verdict, due, years[-1] if years else None, _short_by(assessment, verdict), supplier, without)


def _without_class(assessment: Assessment, verdict: Verdict) -> Text | Message | None:
    """Why no class tells of a target without a probability; nothing where one serves its indicator, or it has no series of its own."""
    one = verdict.indicator
    if verdict.assessable or not one.unit or class_for(assessment.classes, one.id, assessment.region) is not None:
        return None
    return assessment.without_class.get(one.id) or message("reference.unlearned")


def _short_by(assessment: Assessment, verdict: Verdict) -> int:
    """How many yearly figures more, on one basis and recent enough, the model asked for needs before it says anything."""
    if verdict.assessable:
        return 0
    model = sisters_of(assessment, verdict.indicator, assessment.region) or model_for(
        verdict.indicator, assessment.settings.model
    )
    known, _ = informing(assessment.observations.series(verdict.indicator, assessment.region), model)
    return max(0, model.minimum - len(known))


@dataclass(frozen=True)
class Clause:
    """What a plan states of an indicator on a day."""

    plan: Plan
    indicator: Indicator
    as_of: dt.date

    def to_frame(self) -> pd.DataFrame:
        """One row a target in force on that day, or one without any, as in :meth:`Plan.to_frame`."""
        return wanted_frame((self.indicator,), self.as_of)


@dataclass(frozen=True)
class Version:
    """One version of a target that was revised.

    Attributes:
        indicator: whose target it is.
        number: 1 for the first.
        target: what it said.
        replaced: the day on which the next one was approved; None for the one in force.
    """

    indicator: Indicator
    number: int
    target: Target
    replaced: dt.date | None


@dataclass(frozen=True)
class Versions:
    """Every version of the targets of some indicators that were revised by a day."""

    plan: Plan
    indicators: tuple[Indicator, ...] = field(repr=False)
    as_of: dt.date

    def __bool__(self) -> bool:
        """Whether any of them was revised."""
        return next(iter(self), None) is not None

    def __iter__(self) -> Iterator[Version]:
        for one in self.indicators:
            for target in one.targets_in_force(self.as_of):
                known = one.versions_of(target)
                days = [*(after.approved for after in known[1:]), None]
                if len(known) > 1:
                    yield from (
                        Version(one, at + 1, old, day) for at, (old, day) in enumerate(zip(known, days, strict=True))
                    )

    def to_frame(self) -> pd.DataFrame:
        """A row a version: what it wanted, when it was approved, and when it was replaced."""
        import pandas as pd

        names = ("kind", "direction", "number", "unit", "deadline", "approved", "nature", "locator")
        rows = [
            (one.indicator.id, one.number, *(getattr(one.target, name, None) for name in names), one.replaced)
            for one in self
        ]
        wanted = ("kind", "direction", "wanted", *names[3:])
        return pd.DataFrame(rows, columns=["indicator", "version", *wanted, "replaced"])


@dataclass(frozen=True)
class Models:
    """What each model says of one target.

    Attributes:
        key: the target.
        verdicts: model's name -> its verdict; of a stated aim none.
    """

    key: str
    verdicts: Mapping[str, Verdict] = field(repr=False)

    def __bool__(self) -> bool:
        """Whether any of them estimates; where claims or figures settle it, all say the same."""
        return any(verdict.status == "estimated" for verdict in self)

    def __iter__(self) -> Iterator[Verdict]:
        return iter(self.verdicts.values())

    def to_frame(self) -> pd.DataFrame:
        """A row a model."""
        import pandas as pd

        return pd.DataFrame([{"model": name, **verdict.row} for name, verdict in self.verdicts.items()])


def models_of(assessment: Assessment, key: str) -> Models:
    """What each model of this library says of one target of an assessment; first the verdict itself, where it rests on more than own figures."""
    verdict = assessment[key]
    if verdict.status == "recorded":
        return Models(key, {assessment.settings.model_name: verdict})
    every = {name: assessment.with_model(name)[key] for name in MODELS}
    own = verdict.own
    if isinstance(own, Projection) and (own.dependence or own.borrowed) is not None:
        every = {own.model: verdict, **every}
    return Models(key, every)
