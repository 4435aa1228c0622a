"""What came of a file: its figures, what is to be told beside them, and of a form what was asked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from shkplan.evidence.observation import Observation

if TYPE_CHECKING:
    from shkplan.workspace.readers.form.answers import Answer


@dataclass(frozen=True)
class Came:
    """What came of a file, read once.

    Attributes:
        figures: those it holds.
        remarks: what else stands in it, and how it was read.
        answers: of a form one for each figure asked, in its order; none of a table.
    """

    figures: tuple[Observation, ...]
    remarks: tuple[str, ...]
    answers: tuple[Answer, ...] = ()
