"""Settings that a page shows, and no test runs, are what the program reads."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from shkplan.register.early_warning import EarlyWarningRule
from shkplan.register.evaluation_rule import EvaluationRule
from shkplan.register.official_results import OfficialResults
from shkplan.register.plan import Proxy
from shkplan.register.reference_class import ReferenceEntry
from shkplan.register.revisions import RevisionFile
from shkplan.register.splice import Splice
from shkplan.register.targets.pace import Pace
from shkplan.workspace.load import Workspace, load_plan
from shkplan.workspace.readers.remote import WorldBankRequest
from tests.docs.pages import blocks, sources


def _shown(page: str) -> Any:
    """The one block of settings of a page."""
    (body,) = [body for kind, body in blocks(sources("en")[page]) if kind == "yaml"]
    return yaml.safe_load(body)


@pytest.mark.parametrize(("page", "record", "under"), [
    ("howto/proxies", Proxy, "proxies"), ("howto/new-basis", Splice, "splices"), ("howto/fetch", WorldBankRequest, None), ("howto/classes", ReferenceEntry, None),
])  # fmt: skip
def test_settings_on_a_page_are_read(page: str, record: Any, under: str | None) -> None:
    """The record is made of them, without a field too few or too many."""
    shown = _shown(page)
    for one in shown[under] if under else [shown]:
        record.model_validate(one)


def test_the_clause_of_the_worked_example_is_that_of_the_register() -> None:
    """Every field that the page shows of the target has the value it has in the plan."""
    (told,) = _shown("method/worked")["economy.gdp_growth"].pop("targets")
    (target,) = load_plan("shahekou-14fyp")["economy.gdp_growth"].targets
    assert isinstance(target, Pace)
    held = target.model_dump(mode="json")
    for name, value in told.items():
        if name not in ("window", "approved"):
            assert held[name] == value, name
    assert (str(target.window), target.approved) == (told["window"], told["approved"])


def test_the_files_of_an_evaluation_are_read() -> None:
    """Each example of the reference page is a whole file of its kind."""
    shown = [yaml.safe_load(body) for kind, body in blocks(sources("en")["reference/evaluation"]) if kind == "yaml"]
    records = (EvaluationRule, EarlyWarningRule, OfficialResults, RevisionFile)
    for record, one in zip(records, shown, strict=True):
        record.model_validate(one)


def test_the_rule_on_the_page_is_the_shipped_one() -> None:
    """All that decides: the page shows the rule that evaluations go by where nobody wrote another."""
    rule = next(yaml.safe_load(body) for kind, body in blocks(sources("en")["reference/evaluation"]) if kind == "yaml")
    shipped = Workspace.shipped().single("evaluation", EvaluationRule)
    assert EvaluationRule.model_validate(rule).digest == shipped.digest
