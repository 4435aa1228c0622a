"""What the status of an observation says at a statistical service: whether there is a figure at all, and how good it is.

SDMX puts both into one code list, CL_OBS_STATUS (version 2.3 of the cross-domain code lists), so that a code may deny the
number that stands beside it: M with a value of 0 is no figure of zero. The World Bank uses the same letters. Eurostat's
flags are small letters, several of which may stand together (``bp``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from shkplan.base.messages import Language, Said, said
from shkplan.evidence.observation import Mark, Status


@dataclass(frozen=True)
class ObsStatus:
    """What one code says.

    Attributes:
        meaning: the code's own words, shortened.
        figure: a measured figure stands beside it.
        status: what it says of the figure's state; None where it says nothing of it.
        marks: what a reader of the figure has to know.
    """

    meaning: Said
    figure: bool = True
    status: Status | None = None
    marks: frozenset[Mark] = field(default=frozenset())

    def noted(self, language: Language) -> str:
        """What a note adds where the code tells more than a status: ``; low reliability``."""
        separator = "；" if language == "zh" else "; "
        return f"{separator}{self.meaning.text(language)}" if self.status or self.marks else ""


def _missing(meaning: Said) -> ObsStatus:
    return ObsStatus(meaning, figure=False)


def _doubtful(meaning: Said, status: Status | None = None) -> ObsStatus:
    return ObsStatus(meaning, status=status, marks=frozenset(("doubtful",)))


_BREAK: frozenset[Mark] = frozenset(("break",))

CL_OBS_STATUS: Mapping[str, ObsStatus] = {
    "A": ObsStatus(said("normal value")),
    "B": ObsStatus(said("break in the series"), marks=_BREAK),
    "D": _doubtful(said("definition differs")),
    "E": ObsStatus(said("estimated value"), status="estimate"),
    "F": _missing(said("forecast")),
    "G": _doubtful(said("experimental value")),
    "H": _missing(said("missing, holiday or weekend")),
    "I": ObsStatus(said("imputed value"), status="estimate"),
    "J": _doubtful(said("derogation")),
    "K": _missing(said("included in another category")),
    "L": _missing(said("missing, not collected")),
    "M": _missing(said("missing, cannot exist")),
    "N": _doubtful(said("not significant")),
    "O": _missing(said("missing")),
    "P": ObsStatus(said("provisional value"), status="preliminary"),
    "Q": _missing(said("missing, suppressed")),
    "R": ObsStatus(said("revised value"), status="revised"),  # of no version of the list, but in use
    "S": _doubtful(said("strike or another special event")),
    "U": _doubtful(said("low reliability")),
    "V": ObsStatus(said("unvalidated value"), status="preliminary"),
    "W": _doubtful(said("includes another category")),
}

EUROSTAT: Mapping[str, ObsStatus] = {
    "b": CL_OBS_STATUS["B"], "c": _missing(said("confidential")), "d": CL_OBS_STATUS["D"], "e": CL_OBS_STATUS["E"],
    "f": CL_OBS_STATUS["F"], "i": CL_OBS_STATUS["I"], "m": CL_OBS_STATUS["M"], "n": CL_OBS_STATUS["N"],
    "p": CL_OBS_STATUS["P"], "r": CL_OBS_STATUS["R"], "s": CL_OBS_STATUS["E"], "u": CL_OBS_STATUS["U"],
    "z": _missing(said("not applicable")), ":": CL_OBS_STATUS["O"],
}  # fmt: skip


def obs_status(code: str) -> ObsStatus | None:
    """What a code says, all of its letters together; None where one is unknown.

    A code may hold several letters, as in ``bp`` or ``B,P``. One that denies the figure outweighs the others.
    """
    found = [CL_OBS_STATUS.get(letter) or EUROSTAT.get(letter) for letter in _letters(code)]
    known = [one for one in found if one is not None]
    if len(known) < len(found):
        return None
    status = next((one.status for one in known if one.status), None)
    marks = frozenset(mark for one in known for mark in one.marks)
    meaning = said("{several}", several=[one.meaning for one in known]) if len(known) != 1 else known[0].meaning
    return ObsStatus(meaning, all(one.figure for one in known), status, marks)


def _letters(code: str) -> Iterator[str]:
    yield from (letter for letter in code if letter not in " ,;")
