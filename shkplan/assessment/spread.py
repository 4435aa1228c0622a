"""How far the models of this library lie apart on one target: what doubt about the model itself adds to a probability.

Beside a verdict that borrows from a reference class stand the models on own figures alone as well: whether to borrow is part of
the doubt. A model that needs weaker evidence than the verdict, such as a proxy series in place of own figures, is left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, get_args

from shkplan.assessment.verdict import Evidence
from shkplan.forecast.informing import MODELS

if TYPE_CHECKING:
    import pandas as pd

    from shkplan.assessment.assessment import Assessment


_STRENGTH: tuple[Evidence, ...] = get_args(Evidence)  # strongest first


@dataclass(frozen=True)
class Spread:
    """The probabilities that the models give one target on the same figures: ``a.spread(key)``; in full ``a.models(key)``.

    Attributes:
        by: model's name -> its probability, from 0 to 1; first under ``"verdict"`` that of the verdict itself, then only
            those that can answer, on evidence no weaker than the verdict's.
    """

    by: Mapping[str, float]

    @property
    def low(self) -> float:
        """The least of them."""
        return min(self.by.values())

    @property
    def high(self) -> float:
        """The greatest of them."""
        return max(self.by.values())

    def __repr__(self) -> str:
        each = ", ".join(f"{name} {prob:.3g}" for name, prob in self.by.items())
        return f"Spread({self.low:.3g} to {self.high:.3g}: {each})"

    def to_frame(self) -> pd.DataFrame:
        """A row a model: its name and its probability."""
        import pandas as pd

        return pd.DataFrame(list(self.by.items()), columns=["model", "prob"])


def spread_of(assessment: Assessment, key: str) -> Spread | None:
    """The spread over the models, the verdict's own among them; None where nothing is estimated, or only one model answers."""
    verdict = assessment[key]
    handed_in = (verdict.indicator.id, verdict.region) in assessment.own  # by whoever asks: no model of ours has a say
    if verdict.status != "estimated" or verdict.prob is None or handed_in:
        return None
    others = {name: assessment.with_model(name)[key] for name in MODELS}
    weakest = _STRENGTH.index(verdict.evidence)
    by = {
        name: one.prob
        for name, one in others.items()
        if one.prob is not None and _STRENGTH.index(one.evidence) <= weakest
    }
    return Spread({"verdict": verdict.prob, **by}) if by else None
