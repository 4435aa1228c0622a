"""The list of all targets: each once, by field, leading to its page and to its clause there."""

import pytest

from shkplan.display.setting import speaking
from shkplan.display.tables import table
from shkplan.display.tables.base import Reference
from tests.showing import scene


@pytest.fixture(scope="module")
def assessment():
    return scene().assessment


def test_every_target_with_a_number_stands_there_once(assessment):
    """Counted in the register: every target in force on the day that is no stated aim."""
    register = assessment.plan.indicators.values()
    expected = sorted(one.id for one in register for target in one.targets_in_force(assessment.as_of) if target.scored)
    listed = sorted(row["target"].partition("@")[0] for row in table(assessment.listing).data)
    assert listed == expected
    assert list(assessment.listing.to_frame()["target"]) == [one.key for one in assessment.listing]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_each_field_stands_there_once_in_the_order_of_the_plan(assessment, language):
    with speaking(language):
        groups = [words for _, words in table(assessment.listing).groups]
    assert len(groups) == len(set(groups)) > 1
    fields = [name.text(language) for name in assessment.plan.domains.values()]
    assert groups == [one for one in fields if one in groups]


def test_indicator_and_clause_lead_to_the_page_of_the_indicator(assessment):
    shown = table(assessment.listing)
    for row, data in zip(shown.rows, shown.data, strict=True):
        page = f"indicator/{data['target'].partition('@')[0]}"
        assert isinstance(row[0], Reference)
        assert isinstance(row[-1], Reference)
        assert (row[0].to, row[-1].to) == (page, f"{page}#clause")
