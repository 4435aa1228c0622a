"""What is left of notebooks that failed: the notebooks themselves and a text that says what went wrong in each."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

from shkplan.base.errors import ReportFailed
from shkplan.report.batch import Outcome

FILE = "error.txt"
_SHOWN = 6  # failures told on the screen; the text has all


def place_of(final: Path) -> Path:
    """Where the evidence goes: beside the place the report would have taken."""
    return final.with_name(f"{final.name}.failed")


def explain(failed: Sequence[Outcome], total: int, evidence: Path) -> ReportFailed:
    """The error to raise for failed notebooks, after keeping them under ``evidence``."""
    shutil.rmtree(evidence, ignore_errors=True)
    evidence.mkdir(parents=True)
    words = [f"{one.job.key} ({one.job.language}), {one.failure}" for one in failed]
    traces = [one.failure.traceback if one.failure else "" for one in failed]
    texts = ["\n\n".join(filter(None, pair)) for pair in zip(words, traces, strict=True)]
    (evidence / FILE).write_text("\n\n\n".join(texts) + "\n", encoding="utf-8", newline="\n")
    for one in failed:
        executed = Path(one.job.executed)
        if executed.exists():
            shutil.copyfile(executed, evidence / f"{one.job.key.replace('/', '-')}-{one.job.language}.ipynb")
    more = [f"... and {len(words) - _SHOWN} more"] if len(words) > _SHOWN else []
    count = f"{len(failed)} of {total} notebooks failed. The report was not changed."
    return ReportFailed("\n".join([*words[:_SHOWN], *more, count, f"What is left of them: {evidence}"]))
