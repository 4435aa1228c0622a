"""The second language costs words and drawing only: no model is fitted, no path drawn, no figure read for it."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from shkplan.display.layout import PAGES, RESULTS
from shkplan.files import paths

# Runs a notebook with every function that reads a figure, fits a model or draws a path counted.
COUNTED = """
import collections, functools, json, sys
import numpy as np
import shkplan
from shkplan.models import MODELS
from shkplan.report.run import LIMITS, Job, execute

calls = collections.Counter()

def counted(owner, name, what):
    real = getattr(owner, name)

    @functools.wraps(real)
    def called(*given, **named):
        calls[what] += not (name == "open" and "w" in (named.get("mode") or "".join(given[1:2])))  # a slow run writes drafts
        return real(*given, **named)

    setattr(owner, name, called)

for model in MODELS.values():
    kind = type(model)
    if "fit" in vars(kind):
        counted(kind, "fit", "fit")
from pathlib import Path
for name in ("open", "read_text", "read_bytes"):
    counted(Path, name, "read")
counted(np.random, "default_rng", "draw")
failure = execute(Job("x", sys.argv[1], sys.argv[2], json.loads(sys.argv[3])), LIMITS)
sys.exit(str(failure) if failure else print(json.dumps(calls)))
"""

PARAMETERS = {"plan": "shahekou-14fyp", "as_of": "2023-06-30", "to": 2030, "language": "zh"}


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    """The same page for one language and for two: calls counted, and the executed notebook."""
    folder, found = tmp_path_factory.mktemp("languages"), {}
    package = str(Path(__file__).parents[2])
    values = PARAMETERS | {"indicator": "employment.registered_unemployment"}
    for languages in ("zh", "zh,en"):
        done = folder / f"{languages}.ipynb"
        environment = os.environ | {"SHKPLAN_PAGES": languages, "PYTHONPATH": package, "IPYTHONDIR": str(folder)}
        notebook = paths.shipped() / "notebooks" / "indicator.ipynb"
        words = [sys.executable, "-c", COUNTED, str(notebook), str(done), json.dumps(values)]
        told = subprocess.run(words, env=environment, capture_output=True, text=True, check=False, cwd=package)
        assert told.returncode == 0, told.stderr
        cells = json.loads(done.read_text(encoding="utf-8"))["cells"]
        found[languages] = json.loads(told.stdout), [out for cell in cells for out in cell.get("outputs", [])]
    return found


def test_nothing_is_computed_for_the_second_language(runs):
    """As many fits, generators of random numbers and files read for two languages as for one, and not none."""
    one, two = runs["zh"][0], runs["zh,en"][0]
    assert one["fit"] > 0
    assert one["draw"] > 0
    assert one["read"] > 0
    assert two == one


def test_everything_shown_is_shown_in_both_languages(runs):
    """What carries numbers has a page of each language: a table with other words, or a chart."""
    shown = [output["data"] for output in runs["zh,en"][1] if RESULTS in output.get("data", {})]
    assert len(shown) > 10
    for data in shown:
        assert set(data[PAGES]) == {"zh", "en"}
        zh, en = (data[PAGES][language] for language in ("zh", "en"))
        assert set(zh) == set(en)
        assert {"text/html", "image/svg+xml"} & set(zh)
        assert zh != en
