"""Scenarios as files: what is written is read again as it was, nothing is replaced unasked."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import shkplan as sp
from shkplan.base.errors import ParameterError, ShkplanError
from shkplan.files.records import typed
from shkplan.files.yaml import parsed
from shkplan.register.claims import FORMS
from shkplan.register.scenario import Scenario
from shkplan.register.scenario_file import written

INDICATORS = ("economy.gdp_growth", "employment.new_jobs", "prices.cpi_growth")
WORDS = st.text("ab中文。，:#-'\"%!&* 0123", max_size=20).map(str.strip)
BOTH = st.one_of(WORDS, st.fixed_dictionaries({"zh": WORDS, "en": WORDS}))
NUMBERS = st.floats(-1e6, 1e6, allow_nan=False)
SHARES = st.floats(0, 1)


@st.composite
def spans(draw: st.DrawFn, first: int) -> str:
    """Years within a decade of its own, so that no two claims of one scenario meet."""
    start = draw(st.integers(first, first + 5))
    return str(start) if draw(st.booleans()) else f"{start}-{draw(st.integers(start, first + 6))}"


@st.composite
def claims(draw: st.DrawFn, first: int):
    """A claim of any form."""
    form = draw(st.sampled_from(sorted(FORMS)))
    given_ = {"indicator": draw(st.sampled_from(INDICATORS)), "years": draw(spans(first)), "fix": form}
    given_ |= {"region": draw(st.sampled_from(("", "大连市"))), "reason": draw(BOTH)}
    given_ |= {"after": draw(st.sampled_from(("model", "transient", "permanent")))}
    if form in ("level", "growth rate", "addition", "target value", "shock"):
        low = draw(st.floats(1, 100))
        law = draw(st.sampled_from(("number", "spread", "interval")))
        given_ |= {"interval": (low, low + draw(st.floats(0.01, 9)))} if law == "interval" else {"value": low}
        given_ |= {"spread": draw(st.floats(0.001, 9))} if law == "spread" else {}
        given_ |= {"share": draw(st.floats(0.01, 0.99))} if law == "interval" else {}
        given_ |= {"unit": draw(st.sampled_from(("", "%")))}
    if form in ("addition", "shock"):
        given_ |= {"relative": draw(st.booleans()), "baseline": draw(st.none() | NUMBERS)}
    if form == "shock":
        given_ |= {"remains": tuple(draw(st.lists(SHARES, max_size=3)))}
    if form == "target value":
        given_ |= {"shape": draw(st.sampled_from(("even steps", "even growth", "early", "late")))}
    if form in ("like region", "best peer"):
        given_ |= {"plus": draw(NUMBERS)} | ({"like": "沈阳市"} if form == "like region" else {"among": ("甲", "乙")})
    if FORMS[form].learned and given_["after"] == "model":
        given_ |= {"how": draw(st.sampled_from(("intervention", "condition")))}
    return given_


@st.composite
def scenarios(draw: st.DrawFn) -> Scenario:
    """A scenario with up to three claims and everything a header can say."""
    return Scenario.model_validate({
        "id": draw(st.from_regex(r"[a-z0-9][a-z0-9-]{0,8}", fullmatch=True)),
        "title": draw(BOTH), "plan": draw(st.sampled_from(("", "shahekou-14fyp"))), "author": draw(WORDS),
        "reference": draw(BOTH), "description": draw(BOTH), "parent": draw(st.sampled_from(("", "other"))),
        "as_of": draw(st.none() | st.dates()),
        "claims": [draw(claims(2000 + 20 * at)) for at in range(draw(st.integers(0, 3)))],
        "links": draw(st.dictionaries(st.sampled_from(("a", "b")), st.booleans())),
        "models": draw(st.dictionaries(st.sampled_from(INDICATORS), st.just("mean"))),
        "thresholds": draw(st.dictionaries(st.just("vision.gdp_per_capita"), NUMBERS)),
    })  # fmt: skip


@given(scenarios())
@settings(max_examples=80, deadline=None)
def test_what_is_written_is_read_again_as_it_was(one: Scenario) -> None:
    """Writing and reading is the identity, whatever the forms, words and switches."""
    assert typed(parsed(written(one).encode(), "one.yaml"), Scenario) == one


@given(scenarios(), scenarios())
@settings(max_examples=20, deadline=None)
def test_scenarios_are_equal_when_they_say_the_same(one: Scenario, other: Scenario) -> None:
    """Where a claim was read is no part of what it says; anything that is said is."""
    again = typed(parsed(written(one).encode(), "elsewhere.yaml"), Scenario)
    assert [claim.place.file for claim in again.claims] == ["elsewhere.yaml"] * len(one.claims)
    assert (again, *map(hash, again.claims)) == (one, *map(hash, one.claims))
    assert (one == other) == (one.model_dump() == other.model_dump())


PUSH = sp.scenario("push", sp.claim("employment.new_jobs", "2023-2025", level=16000), title="Push")


def test_a_scenario_is_kept_in_the_workspace_and_found_by_its_id(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """save() writes data/scenarios/<id>.yaml, short and with a head that explains; load_scenario finds it."""
    (tmp_path / "data" / "plans").mkdir(parents=True)
    monkeypatch.setenv("SHKPLAN_WORKSPACE", str(tmp_path))
    path = PUSH.save()
    assert path == tmp_path / "data" / "scenarios" / "push.yaml"
    assert path.read_text(encoding="utf-8").splitlines()[2:] == [
        "id: push", "title: Push", "claims:", "- indicator: employment.new_jobs", "  years: 2023-2025", "  fix: level",
        "  value: 16000",
    ]  # fmt: skip
    assert sp.load_scenario("push") == PUSH
    assert [entry.name for entry in path.parent.iterdir()] == ["push.yaml"]


def test_nothing_is_replaced_unasked(tmp_path: Path) -> None:
    """A file that says the same is left alone, comments and all; another is refused, or replaced where that is asked."""
    path = PUSH.save(tmp_path)
    with path.open("a", encoding="utf-8") as file:
        file.write("# ours\n")
    before = path.read_bytes()
    assert PUSH.save(tmp_path) == path
    assert path.read_bytes() == before
    other = sp.scenario("push", sp.claim("employment.new_jobs", 2025, level=9000))
    with pytest.raises(ParameterError, match=r"push.yaml is there already: nothing was written. Give the scenario ano"):
        other.save(tmp_path)
    assert path.read_bytes() == before
    other.save(tmp_path, overwrite=True)
    assert sp.load_scenario(path) == other


def test_two_files_never_get_one_id(tmp_path: Path) -> None:
    """push.yml is the file of that id; push.yaml beside it would make two."""
    (tmp_path / "push.yml").write_text("id: push\n", encoding="utf-8")
    for overwrite in (False, True):
        with pytest.raises(ParameterError, match=r"push\.yml is there already"):
            PUSH.save(tmp_path, overwrite=overwrite)
    assert [entry.name for entry in tmp_path.iterdir()] == ["push.yml"]


def test_without_a_workspace_a_folder_is_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is written beside what is shipped."""
    monkeypatch.delenv("SHKPLAN_WORKSPACE", raising=False)
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ParameterError, match=r"^save: no workspace here"):
        PUSH.save()


def test_of_those_who_save_one_id_at_once_one_is_told_that_it_is_there(tmp_path: Path) -> None:
    """Found when eight were told of success, or of a file nobody named, and one of them was on the disk."""

    def save(level: float) -> float | None:
        try:
            sp.scenario("race", sp.claim("economy.gdp_growth", 2027, level=level)).save(tmp_path)
        except ParameterError:
            return None
        return level

    with ThreadPoolExecutor(8) as pool:
        kept = [one for one in pool.map(save, range(1, 9)) if one is not None]
    assert [sp.load_scenario(tmp_path / "race.yaml").claims[0].value] == kept
    assert [one.name for one in tmp_path.iterdir()] == ["race.yaml"]


@pytest.mark.parametrize("name", ["con", "lpt1", "a" * 101])
def test_an_id_that_no_file_can_bear_is_refused(name: str) -> None:
    """Windows writes con.yaml to the console, and no disk takes a name of 300 letters."""
    with pytest.raises(ParameterError, match="Write another id"):
        sp.scenario(name)


def test_a_file_is_no_folder_to_save_to(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("mine", encoding="utf-8")
    with pytest.raises(ShkplanError, match=r"is no folder: x\.yaml was not written"):
        sp.scenario("x").save(tmp_path / "taken")
    assert (tmp_path / "taken").read_text(encoding="utf-8") == "mine"
