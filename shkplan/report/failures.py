"""What is left of notebooks that failed: the notebooks themselves and a text that says what went wrong in each."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

from shkplan.base.errors import ReportFailed
from shkplan.base.messages import lines, said
from shkplan.report.jobs import Outcome

FILE = "error.txt"
_SHOWN = 6  # failures told on the screen; the text has all


def place_of(final: Path) -> Path:
    """Where the evidence goes: beside the place the report would have taken."""
    return final.with_name(f"{final.name}.failed")


def explain(failed: Sequence[Outcome], total: int, evidence: Path) -> ReportFailed:
    """The error to raise for failed notebooks, after keeping them under ``evidence``."""
    words = [said("{key}, {failure}", key=one.job.key, failure=one.failure) for one in failed]
    traces = [one.failure.traceback if one.failure else "" for one in failed]
    texts = ["\n\n".join(filter(None, pair)) for pair in zip(words, traces, strict=True)]
    try:
        _keep(failed, "\n\n\n".join(texts) + "\n", evidence)
        left = said("What is left of them: {evidence}", evidence=evidence)
    except OSError as error:
        left = said("What is left of them could not be kept: {error}", error=error)
    more = [said("... and {count} more", count=len(words) - _SHOWN)] if len(words) > _SHOWN else []
    count = said("{count} of {total} notebooks failed. The report was not changed.", count=len(failed), total=total)
    return ReportFailed(lines([*words[:_SHOWN], *more, count]), left)


def _keep(failed: Sequence[Outcome], text: str, evidence: Path) -> None:
    shutil.rmtree(evidence, ignore_errors=True)
    evidence.mkdir(parents=True)
    (evidence / FILE).write_text(text, encoding="utf-8", newline="\n")
    for one in failed:
        if one.job.left:
            shutil.copyfile(one.job.left, evidence / Path(one.job.executed).name)
