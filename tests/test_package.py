"""The package: public names are there from the first use on, and stay what they are."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections import defaultdict
from pathlib import Path
from types import ModuleType

import pytest

import shkplan as sp
from tests.conftest import LONGEST

PACKAGE = Path(sp.__file__).parent
TWICE = {  # class names from before this was held, each within a room that speaks of it alone; the list may only shrink
    "Account", "Beside", "Block", "Figures", "Growth", "Known", "Past", "Pooled", "Reader", "Reading", "Reference", "Row", "Scale",
    "Sisters", "Spread", "Table", "Tables", "Told", "Usual",
}  # fmt: skip


def test_a_submodule_never_hides_a_public_name() -> None:
    """sp.assess is the function before and after the modules around it were imported."""
    import shkplan.assessment.asking
    import shkplan.assessment.assessment  # noqa: F401

    assert callable(sp.assess)
    assert callable(sp.assess)
    from shkplan.assessment import Assessment, assess

    assert sp.assess is assess
    assert Assessment.__name__ == "Assessment"


@pytest.mark.parametrize("name", [name for name in dir(sp) if name != "__version__"])
def test_every_public_name_is_a_value_of_its_module(name: str) -> None:
    """Each name of the package leads to a function or a value, never to a module."""
    assert not isinstance(getattr(sp, name), ModuleType)


def test_a_name_that_is_not_there_is_an_attribute_error() -> None:
    """A misspelt name fails as on any module."""
    with pytest.raises(AttributeError, match="has no attribute 'asess'"):
        sp.asess  # noqa: B018


def test_importing_the_package_imports_nothing_heavy() -> None:
    """The command line need not wait for pandas, scipy, matplotlib or pydantic to say what it can do."""
    heavy = "import sys, shkplan; print([m for m in ('pandas', 'numpy', 'scipy', 'matplotlib', 'pydantic', 'yaml') if m in sys.modules])"
    answer = subprocess.run([sys.executable, "-c", heavy], capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "[]"


def test_a_class_name_has_one_meaning() -> None:
    """Found when five modules of scenarios named their classes as others did: Link, Grid, Panel, Kept, Answer."""
    where = defaultdict(set)
    for path in PACKAGE.rglob("*.py"):
        for one in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(one, ast.ClassDef) and not one.name.startswith("_"):
                where[one.name].add(path)
    assert {name for name, paths in where.items() if len(paths) > 1} == TWICE


def test_a_module_can_be_read_at_a_sitting() -> None:
    """No module of the package has more than 350 lines."""
    sizes = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in PACKAGE.rglob("*.py")}
    assert {path.name: size for path, size in sizes.items() if size > 350} == {}


def test_two_workers_never_make_the_same_costly_thing(request: pytest.FixtureRequest) -> None:
    """Found when every fixture of a file or a session was made in both: xdist had lost the groups, and said nothing."""
    if getattr(request.config.option, "loadgroup", False):
        assert request.node.nodeid.endswith("@tests/test_package.py")


def test_the_longest_groups_of_tests_are_there() -> None:
    """A file that is renamed would begin last, and one process would wait for the other."""
    assert [name for name in LONGEST if "/" in name and not (Path(__file__).parents[1] / name).is_file()] == []
