"""The tutorials run: their blocks are executed in order in a workspace of their own, and what they show is what comes."""

from __future__ import annotations

import contextlib
import io
import re
import shlex
from pathlib import Path

import matplotlib as mpl
import pytest
from matplotlib import pyplot as plt
from typer.testing import CliRunner

from shkplan.cli import app
from shkplan.display.setting import set_language
from tests.docs.pages import sources
from tests.forms import filled

STEP = re.compile(
    r"^```(?P<kind>python|sh|text)\n(?P<body>.*?)^```$"
    r"|^```\{code-block\} \w+\n:caption: (?P<file>\S+)\n\n(?P<content>.*?)^```$"
    r"|^<!-- fill (?P<form>\S+): (?P<cells>.*?) -->$",
    re.MULTILINE | re.DOTALL,
)
SLOW = ("report", "verify")  # a report is made and verified once, in English


class Reader:
    """Somebody who does what the page says, in the language of the page."""

    def __init__(self, language: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.language, self.monkeypatch = language, monkeypatch
        self.names: dict[str, object] = {}
        self.seen, self.passed = "", False
        monkeypatch.chdir(folder)
        monkeypatch.setenv("SHKPLAN_LANGUAGE", language)
        set_language(language)

    def follow(self, page: str) -> int:
        """Do every step; how many there were."""
        steps = list(STEP.finditer(page))
        for step in steps:
            if step["file"]:
                Path(step["file"]).parent.mkdir(parents=True, exist_ok=True)
                Path(step["file"]).write_text(step["content"], "utf-8")
            elif step["form"]:
                typed = dict(part.split(" = ") for part in step["cells"].split(", "))
                filled(Path(step["form"]), {name: {"value": float(value)} for name, value in typed.items()})
            else:
                getattr(self, step["kind"])(step["body"])
        return len(steps)

    def sh(self, body: str) -> None:
        """Commands of shkplan, and changes of folder."""
        for line in body.splitlines():
            name, *rest = shlex.split(line, comments=True)
            if name == "cd":
                self.monkeypatch.chdir(rest[0])
                continue
            assert name == "shkplan", line
            if rest[0] in SLOW and self.language != "en":
                self.passed = True
                continue
            done = CliRunner().invoke(app, ["--language", self.language, *rest])
            assert done.exit_code == 0, f"{line}: {done.output}"
            self.seen += done.output

    def python(self, body: str) -> None:
        """A cell of a notebook; the value in its last line is shown as there, but is looked at by no test here."""
        shown = io.StringIO()
        with contextlib.redirect_stdout(shown), mpl.rc_context({"figure.max_open_warning": 0}):
            exec(compile(body, "cell", "exec"), self.names)
        plt.close("all")
        self.seen += shown.getvalue()

    def text(self, body: str) -> None:
        """What the page shows came since it last showed anything, line by line; ``...`` is what was left out."""
        lines = {_even(line) for line in self.seen.splitlines()}
        for line in body.splitlines():
            assert line == "..." or _even(line) in lines or self.passed, f"{line}\n is not in:\n{self.seen}"
        self.seen, self.passed = "", False


def _even(line: str) -> str:
    return " ".join(line.split())


@pytest.mark.parametrize(
    ("name", "language"),
    [("economist", "en"), ("office", "en"), ("office", "zh"), ("evaluation", "en"), ("what-if", "en")],
)
def test_a_tutorial_runs_as_written(name: str, language: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every block does what it says, from an empty folder on. Where a page shows numbers only, one language tells for both: the
    blocks are the same, and ``test_site`` holds them to it.
    """
    reader = Reader(language, tmp_path, monkeypatch)
    assert reader.follow(sources(language)[f"tutorials/{name}"]) >= 8


@pytest.mark.parametrize(
    "name", sorted(name for name, page in sources("en").items() if name.startswith("howto/") and STEP.search(page))
)
def test_what_a_how_to_shows_can_be_done(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Commands, files and Python of a how-to work exactly as the page shows them."""
    assert Reader("en", tmp_path, monkeypatch).follow(sources("en")[name]) >= 1


@pytest.mark.parametrize("name", ["yardsticks", "official"])
def test_what_a_page_on_method_shows_is_computed(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The numbers of these pages are what their blocks print."""
    assert Reader("en", tmp_path, monkeypatch).follow(sources("en")[f"method/{name}"]) >= 4
