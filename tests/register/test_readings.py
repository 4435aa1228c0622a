"""Other readings of a clause: what they take from the target, and what is wrong with them, with its place in the file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from shkplan.base.errors import DataError
from shkplan.base.messages import LANGUAGES
from shkplan.files.records import load
from shkplan.register.plan import Plan
from shkplan.workspace.load import Workspace
from tests.making import share

NAME = {"zh": "另一种", "en": "another"}
WHY = {"zh": "理由", "en": "a reason"}
HELD: dict[str, Any] = {
    "kind": "held", "direction": "at_most", "number": 5.5, "unit": "%", "window": "2021-2025",
    "reading": {"zh": "逐年", "en": "every year"},
}  # fmt: skip


def read(*others: dict[str, Any], **parts: Any) -> Any:
    every = [{"name": NAME, "why": WHY, **one} for one in others]
    return share({**HELD, **parts, "other_readings": every}).targets[0]


def test_a_reading_takes_what_it_does_not_state_from_its_target() -> None:
    """A mean over the same window against the same number; a level needs its own deadline and leaves the window."""
    target = read({"kind": "mean"}, {"kind": "level", "deadline": 2025, "number": 5}, {"at_precision": 0.1})
    mean, level, rounded = (one.target for one in target.other_readings)
    assert (mean.kind, mean.number, mean.window, mean.locator) == ("mean", 5.5, target.window, target.locator)
    assert (level.kind, level.number, level.direction, level.deadline) == ("level", 5.0, "at_most", 2025)
    assert (rounded.kind, rounded.at_precision) == ("held", 0.1)
    assert all(one.approved == target.approved and not one.other_readings for one in (mean, level, rounded))
    assert type(target).model_validate(target.model_dump()) == target


@pytest.mark.parametrize(
    ("others", "parts", "told"),
    [
        ([{"kind": "mean"}], {"reading": None}, "the name of the reading that decides"),
        ([{}], {}, "a reading that differs from those before it"),
        ([{"kind": "mean"}, {"kind": "mean"}], {}, "a reading that differs from those before it"),
        ([{"kind": "level", "deadline": 2030}], {}, "a reading that is due in 2025"),
        ([{"kind": "mean", "number": 120}], {}, "0 to 100 %"),
        ([{"kind": "mean", "unit": "人"}], {}, "a unit that converts to %"),
    ],
)
def test_what_is_wrong_with_a_reading_is_told(others: list[dict[str, Any]], parts: dict[str, Any], told: str) -> None:
    with pytest.raises(ValidationError) as caught:
        read(*others, **parts)
    assert told in str(caught.value)


def test_a_mistake_in_a_reading_is_found_where_it_stands(tmp_path: Path) -> None:
    """By line and by the way of the file: no step that only the library knows; a reference that leads nowhere is told too."""
    text = Workspace.shipped().file("plans", "shahekou-14fyp").read_text(encoding="utf-8")
    broken = text.replace(
        "            direction: in_step\n            tolerance: 1\n",
        "            direction: in_step\n            tolerance: 0\n",
        1,
    )
    broken = broken.replace(
        "          - name: {zh: 2025年末, en: end of 2025}\n",
        "          - name: {zh: 2025年末, en: end of 2025}\n            nunber: 4\n",
        1,
    )
    assert broken != text
    path = tmp_path / "plan.yaml"
    path.write_text(broken, encoding="utf-8")
    with pytest.raises(DataError) as caught:
        load(path, Plan)
    told = str(caught.value)
    line = broken[: broken.index("nunber")].count("\n") + 1
    assert f"line {line}, employment.registered_unemployment, targets[0].other_readings[0].nunber" in told
    fixed = broken.replace("            nunber: 4\n", "")
    path.write_text(fixed, encoding="utf-8")
    with pytest.raises(DataError) as caught:
        load(path, Plan)
    line = fixed[: fixed.index("tolerance: 0\n        approved")].count("\n") + 1
    place = f"line {line}, economy.gdp_growth, targets[0].other_readings[1].tolerance"
    assert f'{place}: found "0", expected a tolerance above 0' in str(caught.value)


def test_a_reading_that_names_no_series_is_told(tmp_path: Path) -> None:
    text = Workspace.shipped().file("plans", "shahekou-14fyp").read_text(encoding="utf-8")
    lost = "            direction: in_step\n            reference: {indicator: economy.gdp_growht, region: 大连市}\n"
    path = tmp_path / "plan.yaml"
    path.write_text(text.replace("            direction: in_step\n", lost, 1), encoding="utf-8")
    with pytest.raises(DataError, match=r"other_readings\[1\]\.reference\.indicator"):
        load(path, Plan)


@pytest.mark.parametrize("plan", Workspace.shipped().ids("plans"))
def test_shipped_readings_have_names_and_reasons_in_both_languages(plan: str) -> None:
    """Each names what decides and says why somebody would read the clause otherwise; no two of a target have one name."""
    some = [target for one in Workspace.shipped().plan(plan).indicators.values() for target in one.targets]
    read_otherwise = [target for target in some if target.other_readings]
    assert read_otherwise
    for target in read_otherwise:
        assert target.reading is not None
        names = [target.reading, *(one.name for one in target.other_readings)]
        for language in LANGUAGES:
            assert len({name.text(language) for name in names}) == len(names)
            assert all(one.why.text(language) for one in target.other_readings)
