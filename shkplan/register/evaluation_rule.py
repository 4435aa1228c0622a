"""By which rule an evaluation gives its official words: configuration, from ``data/reference/evaluation.yaml``.

No official threshold was found: margins and probabilities are conventions, fixed on other plans and printed wherever words stand.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from typing import TYPE_CHECKING, Annotated, ClassVar, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from shkplan.base.messages import Message, Text, message, said
from shkplan.base.typed import Misfit, Number, Record, all_told
from shkplan.files.records import Filed

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["EvaluationRule"]

Ground = Literal["progress", "probability"]
Disagreement = Literal["progress", "probability", "worse", "better"]


def _probability(value: float) -> float:
    if not 0 < value < 1:
        raise Misfit(said("a probability between 0 and 1"), said("Write it as 0.9, not as 90."), found=f"{value:g}")
    return value


def _not_negative(value: float) -> float:
    if value < 0:
        raise Misfit(said("a number that is not negative"), said("Correct it."), found=f"{value:g}")
    return value


Probability = Annotated[Number, AfterValidator(_probability)]
Least = Annotated[Number, AfterValidator(_not_negative)]


class EvaluationRule(Filed, Record):
    """The rule that turns progress and probability of a target into one official word.

    Attributes:
        fixed: the day it was fixed; rules fixed after a result was known cannot be tested on it.
        margin: how far the lead (share of the way over share of the time) may be from 1 while a target is on course.
        faster: the least probability of a target that goes faster than expected.
        behind: a target of a smaller probability is behind.
        early: the least probability with which a number that is reached already must stay reached, to be reached early.
        tolerance: by how much a number may be missed and counts as reached: points for rates and shares, else per cent of the number.
        disagree: what decides where progress and probability say different words: one of them, or the worse or the better word.
        alone: what may decide where the other says nothing.
        evidence: what a probability may rest on to give a word.
        figures: how many years of the plan must have a figure, of the series or of the proxy that serves, before any word is given.
        each_year: the best word for a target that every year of its window can break before the last of them is known.
        basis: on what it was fixed.
    """

    holds: ClassVar = (
        said("no entries"),
        said("margin, faster, behind and the other entries of a rule of evaluation"),
        said("See the shipped data/reference/evaluation.yaml."),
    )

    fixed: dt.date
    margin: Least
    faster: Probability
    behind: Probability
    early: Probability
    tolerance: Least
    disagree: Disagreement
    alone: tuple[Ground, ...]
    evidence: tuple[Literal["own", "own and class", "proxy", "class"], ...] = Field(min_length=1)
    figures: Annotated[int, Field(ge=0)]
    each_year: Literal["faster", "on_course"]
    basis: Text

    @model_validator(mode="after")
    def _holds_together(self) -> Self:
        wrong = []
        if self.margin >= 1:
            remedy = said("Write a share, such as 0.1 for 10 %.")
            wrong.append(Misfit(said("a margin below 1"), remedy, found=f"{self.margin:g}", at=("margin",)))
        if self.behind >= self.faster:
            remedy = said("Faster needs a higher probability than behind.")
            expected = said("less than faster, {number}", number=f"{self.faster:g}")
            wrong.append(Misfit(expected, remedy, found=f"{self.behind:g}", at=("behind",)))
        all_told(wrong)
        return self

    @property
    def digest(self) -> str:
        """The first twelve digits of the SHA-256 of all that decides, so that two evaluations can be compared by it."""
        deciding = json.dumps(self.model_dump(mode="json", exclude={"basis"}), sort_keys=True)
        return hashlib.sha256(deciding.encode("utf-8")).hexdigest()[:12]

    @property
    def sentence(self) -> Message:
        """The rule in one paragraph, as it is printed wherever its words stand."""
        return message(
            "official.rule", margin=100 * self.margin, faster=100 * self.faster, behind=100 * self.behind,
            early=100 * self.early, tolerance=self.tolerance, figures=self.figures, fixed=self.fixed, digest=self.digest,
            disagree=message(f"official.disagree.{self.disagree}"), each_year=message(f"official.word.{self.each_year}"),
        )  # fmt: skip

    def to_frame(self) -> pd.DataFrame:
        """A row an entry of the rule."""
        import pandas as pd

        entries = self.model_dump(mode="json", exclude={"basis"})
        told = {name: ", ".join(value) if isinstance(value, list) else value for name, value in entries.items()}
        return pd.DataFrame({"entry": list(told), "value": list(told.values())})
