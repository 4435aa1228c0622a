"""What cells show becomes outputs, as a kernel would have written them."""

import os
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

RUN = """
import sys
from shkplan.report.run import LIMITS, Job, execute
failure = execute(Job("x", sys.argv[1], sys.argv[2], {"seed": 7}), LIMITS)
sys.exit(str(failure) if failure else 0)
"""


@pytest.fixture
def shown(tmp_path):
    """The outputs of the last cell, run after the others in a process of its own."""

    def outputs(*sources):
        given = new_code_cell("seed = 1", metadata={"tags": ["parameters"]})
        cells = [new_markdown_cell("# Title"), given, *(new_code_cell(source) for source in sources)]
        nbformat.write(new_notebook(cells=cells), tmp_path / "asked.ipynb")
        environment = os.environ | {
            "PYTHONPATH": str(Path(__file__).parents[2]),
            "IPYTHONDIR": str(tmp_path / "ipython"),
            "MPLBACKEND": "module://matplotlib_inline.backend_inline",
        }
        words = [sys.executable, "-c", RUN, str(tmp_path / "asked.ipynb"), str(tmp_path / "done.ipynb")]
        done = subprocess.run(words, env=environment, capture_output=True, text=True, check=False, cwd=tmp_path)
        assert done.returncode == 0, done.stderr
        executed = nbformat.read(tmp_path / "done.ipynb", as_version=4)
        nbformat.validate(executed)
        return executed.cells[-1].outputs

    return outputs


def test_texts_values_and_displays_come_in_their_order(shown):
    """Pieces of one stream that follow each other are one output; the value of the last line carries its number."""
    first, second, third, last = shown(
        "import sys\nprint(seed)\nprint(8)\ndisplay('x')\nprint('!', file=sys.stderr)\nseed"
    )
    assert (first.output_type, first.name, first.text) == ("stream", "stdout", "7\n8\n")
    assert (second.output_type, second.data) == ("display_data", {"text/plain": "'x'"})
    assert (third.name, third.text) == ("stderr", "!\n")
    assert (last.output_type, last.data, last.execution_count) == ("execute_result", {"text/plain": "7"}, 3)


def test_what_needs_an_ipython_finds_one(shown):
    """Magics, await on the top level, quiet semicolons and the last value; nothing of the notebook before is there."""
    assert shown("%timeit -n1 -r1 pass", "6 * 7", "_ + 1;", "import asyncio\nawait asyncio.sleep(0, _ + 1)")[
        0
    ].data == {"text/plain": "43"}


def test_data_are_those_of_the_moment_and_plain_json(shown):
    """What changes after it was shown, and numbers of numpy and bytes, are what a kernel would have sent."""
    source = """
import numpy as np
rows = [np.float64(1.5)]
display({"application/json": rows, "image/png": b"abc"}, raw=True)
rows.append(2)
"""
    (output,) = shown(source)
    assert output.data == {"application/json": [1.5], "image/png": "YWJj"}


def test_a_display_can_be_changed_and_outputs_cleared(shown):
    """A display with a name shows what it was last given; clear_output leaves nothing of the cell so far."""
    (output,) = shown(
        "from IPython.display import clear_output\nprint('gone')\nclear_output()\nd = display(1, display_id=True)\nd.update(2)"
    )
    assert output.data == {"text/plain": "2"}


def test_a_figure_of_matplotlib_stands_below_its_cell(shown):
    """plt.plot without another word is a picture, as in JupyterLab."""
    output = shown("import matplotlib.pyplot as plt\nplt.plot([1, 2]);")[-1]
    assert output.output_type == "display_data"
    assert output.data["image/png"].startswith("iVBOR")


def test_values_of_this_library_show_themselves_with_their_numbers(shown):
    """A table of ours, with its data beside it, though the library was loaded before the shell."""
    (output,) = shown("import shkplan as sp\nsp.load_plan('shahekou-14fyp')")
    assert "<table" in output.data["text/html"]
    assert output.data["application/vnd.shkplan.results+json"]["name"]
