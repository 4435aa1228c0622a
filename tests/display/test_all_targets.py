"""The summary page: the answer first, every number in text, marks where the numbers put them, links and permalinks."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import shkplan as sp
from shkplan.assessment.assessment import Assessment
from shkplan.base.errors import ParameterError
from shkplan.base.messages import inside
from shkplan.display.setting import speaking
from shkplan.display.tables.all_targets import AllTargets
from shkplan.display.tables.laid_out import LaidOut
from shkplan.display.tables.small_marks import bar_mark, scale_mark, years_mark
from tests.making import share
from tests.showing import assessed, in_both, scene

LEVEL = {"kind": "level", "direction": "at_least", "number": 80, "unit": "%", "deadline": 2025}


@cache
def china() -> Assessment:
    """A plan of which all but a few targets are decided."""
    return sp.assess("china-14fyp", as_of="2026-06-30", n_paths=400)


def rows_of(page: str) -> dict[str, str]:
    """Key -> the HTML of its row."""
    return dict(re.findall(r'<tr id="t-([^"]+)"(.*?)</tr>', page, re.DOTALL))


# The answer -------------------------------------------------------------------------------------------------------------


def test_where_most_cannot_be_assessed_the_answer_says_so_first() -> None:
    """The shipped district: 28 of 33 open. The counts are those of the groups."""
    a = scene().assessment
    zh, en = in_both(lambda: sp.table(a.summary))
    n, total = len(a.group("open")), len(a.scored)
    assert n > total / 2
    assert en.lead.startswith(f"{n} of {total} targets cannot be assessed: ")
    assert zh.lead.startswith(f"{total}项目标中，{n}项数据不足，暂不评估：")
    assert str(en).startswith(en.lead[:60])


def test_where_most_are_judged_the_groups_come_first_in_their_order() -> None:
    """Reached, missed, likely: in the order of all pages; a group without a target is not named, nor has it a tile."""
    made = in_both(lambda: sp.table(china().summary))[1]
    groups = china().summary.groups
    assert made.lead.startswith(
        f"Of {len(china().scored)} targets: {groups['reached']} reached (on provisional figures), {groups['missed']} not reached"
    )
    assert "about even" not in made.lead
    assert "cannot be assessed" not in made.lead
    tiles = re.findall(r'<div class="shk-tile[^"]*"><strong>(\d+)</strong>', made._repr_html_())
    assert [int(one) for one in tiles] == [one for one in (groups.get(name, 0) for name in (
        "reached", "missed", "likely", "even", "unlikely", "supposed", "open", "recorded")) if one]  # fmt: skip


def test_a_plan_without_any_figure_has_no_answer_and_says_so() -> None:
    a = assessed(share(LEVEL), {})
    with speaking("en"):
        assert "No target can be assessed yet." in sp.table(a.summary).lead
        told = sp.table(a.at_risk)
    assert "0 of 1 could be assessed" in str(told)
    assert 'class="shk-note"' in told._repr_html_()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_lists_are_whole_in_html_and_in_a_terminal(language: Any) -> None:
    """An item a step, its office in bold, its targets linked; no trace of the marks that carry them."""
    with speaking(language):
        for view, name in ((scene().assessment.todo, "todo"), (scene().assessment.wanted, "wanted")):
            made = sp.table(view)
            assert isinstance(made, LaidOut)
            page = made._repr_html_()
            assert page.count("<li>") == len(made) == 3
            assert page.count('data-to="indicator/') >= 3
            assert made.results["name"] == name
            assert not re.search("[\x00-\x08]", page + str(made))


def test_what_was_missed_is_not_said_to_be_at_risk() -> None:
    """Found when a target that figures have settled headed a sentence on risk; it is named, as not reached."""
    zh, en = in_both(lambda: sp.table(china().summary))
    missed = [one.indicator.name for one in china().at_risk if one.decided_by_figures]
    assert missed
    assert not [one for one in china().at_risk if not one.decided_by_figures]
    assert f"Not reached: {', '.join(inside(one.en) for one in missed[:2])}" in en.lead
    assert "at risk" not in en.lead
    assert "风险" not in zh.lead


def test_where_nothing_is_below_one_half_no_one_is_told_that_there_is_no_risk() -> None:
    """Found when the answer said 均无风险 of targets at 55 %: not below one half is all that is known of them."""
    values = {2018: 79.0, 2019: 79.5, 2020: 80.5, 2021: 80.2, 2022: 80.9}
    a = assessed(share(LEVEL), values, "2023-06-30")
    (verdict,) = a.scored
    assert verdict.status == "estimated"
    assert not verdict.at_risk
    zh, en = in_both(lambda: sp.table(a.summary).lead)
    assert "无风险" not in zh
    assert "No assessed target (1) has been missed or is estimated below one half." in en


# The table of all targets -----------------------------------------------------------------------------------------------


def test_a_chart_of_an_assessment_is_its_table() -> None:
    """One object for both, named once in the results."""
    table, chart = sp.table(scene().assessment), sp.plot(scene().assessment)
    assert isinstance(chart, AllTargets)
    assert table == chart
    assert chart.alt == str(table)


def test_rows_are_sorted_by_risk_within_fields_and_say_their_place() -> None:
    """Missed, estimates from the least, reached, open; the page sorts over all fields by the same order."""
    for a in (scene().assessment, china()):
        page = sp.table(a)._repr_html_()
        rows = rows_of(page)
        assert set(rows) == {one.key for one in a.scored}
        place = {key: int(re.search(r'data-risk="(\d+)"', row)[1]) for key, row in rows.items()}  # type: ignore[index]
        assert sorted(place.values()) == list(range(len(rows)))
        ordered = sorted(place, key=place.__getitem__)
        probs = [a[key].prob for key in ordered if a[key].status == "estimated"]
        assert probs == sorted(probs)  # type: ignore[type-var]
        kinds = [
            0 if a[key].group == "missed" else 1 if a[key].status == "estimated" else 2 if a[key].assessable else 3
            for key in ordered
        ]
        assert kinds == sorted(kinds)
        for body in re.findall(r"<tbody>(.*?)</tbody>", page, re.DOTALL):
            within = [int(one) for one in re.findall(r'data-risk="(\d+)"', body)]
            assert within == sorted(within)
        strength = {"own": "0", "own and class": "1", "proxy": "2", "class": "3", "none": "4"}
        for key, row in rows.items():
            assert f'data-evidence="{strength[a[key].evidence]}"' in row


@pytest.mark.parametrize("language", ["zh", "en"])
def test_an_open_target_says_why_across_the_columns(language: Any) -> None:
    """No dot, no per cent; the reason in words."""
    with speaking(language):
        rows = rows_of(sp.table(scene().assessment)._repr_html_())
        for one in scene().assessment.group("open"):
            row = rows[one.key]
            assert 'colspan="4"' in row
            assert "<circle" not in row
            assert re.search(r'colspan="4">[^<]{4,}</td>', row)


def test_evidence_and_outcome_are_told_by_shape_and_word() -> None:
    """Hollow where a proxy or a class alone carries the number, filled elsewhere, a square where it is decided; colour says nothing alone."""
    for a in (scene().assessment, china()):
        rows = rows_of(sp.table(a)._repr_html_())
        for one in a.assessed:
            scale = re.search(r'shk-c-scale">(.*?)</td>', rows[one.key], re.DOTALL)[1]  # type: ignore[index]
            if one.status != "estimated":
                assert "<circle" not in scale
                assert scale.count("<rect") == 1
            else:
                hollow = "--shk-paper" in re.search(r"<circle[^>]*>", scale)[0]  # type: ignore[index]
                assert hollow == (one.evidence in ("proxy", "class"))
            assert 'aria-hidden="true"' in scale
            assert re.search(r'shk-c-word">[^<]+</td>', rows[one.key])


@pytest.mark.parametrize(("prob", "x"), [(0.0, 8.0), (0.25, 32.0), (0.5, 56.0), (1.0, 104.0)])
def test_a_probability_stands_where_its_number_puts_it(prob: float, x: float) -> None:
    """On a scale of 96 pixels that begins at the eighth; the range lies between its ends."""
    drawn = scale_mark(prob, (0.25, 0.75), decided=False, hollow=False)
    assert float(re.search(r'cx="([\d.]+)"', drawn)[1]) == pytest.approx(x)  # type: ignore[index]
    assert 'x1="32" x2="80"' in drawn


def test_a_bar_ends_at_its_share_and_stays_on_its_track() -> None:
    """84 pixels are the whole; less than nothing is nothing, more than all is all; the tick is the share of time."""
    for share_, width in ((0.5, 42.0), (-0.3, 0.0), (2.0, 84.0)):
        drawn = bar_mark(share_, 0.25)
        assert float(re.findall(r'width="([\d.]+)" height="6"', drawn)[1]) == pytest.approx(width)
        assert 'x1="22.0"' in drawn


def test_a_square_a_year_filled_where_it_is_known() -> None:
    drawn = years_mark(range(2021, 2036), {2021, 2023})
    assert drawn.count("<rect") == 15
    assert drawn.count('fill="none"') == 13
    assert 'y="12.5"' in drawn  # the eleventh begins a row


def test_progress_is_a_bar_where_a_baseline_gives_it_a_meaning() -> None:
    """From 70 % in 2020: three tenths of the way to 80 % in two fifths of the time."""
    a = assessed(share(LEVEL), {2018: 69.0, 2019: 69.5, 2020: 70.0, 2021: 71.0, 2022: 73.0}, "2023-06-30")
    assert a.plan.base_year == 2020
    with speaking("en"):
        made = sp.table(a)
    assert " ".join(str(made.rows[0][3]).split()) == "30 % (time 40 %)"
    assert made.results["data"][0]["headway"] == {
        "share": pytest.approx(0.3),
        "time": 0.4,
        "year": 2022,
        "way": "distance",
    }


@pytest.mark.parametrize(
    ("last", "told"), [(79.97, "99 %"), (80.0, "100 %"), (80.04, "over 100 %"), (83.0, "over 100 %")]
)
def test_progress_is_whole_only_where_the_way_is_done(last: float, told: str) -> None:
    """Found when 99.7 % of the way was told as 100 % beside a target that was not reached."""
    a = assessed(share(LEVEL), {2018: 69.0, 2019: 69.5, 2020: 70.0, 2021: 71.0, 2022: last}, "2023-06-30")
    with speaking("en"):
        shown = " ".join(str(sp.table(a).rows[0][3]).split())
    assert shown == f"{told} (time 40 %)"


def test_it_is_saved_as_text_and_refuses_to_be_a_picture(tmp_path: Path) -> None:
    """One sentence, in both languages, with what to do instead; a file of HTML stands alone."""
    chart = sp.plot(scene().assessment)
    for name in ("all.svg", "all.png", "all.pdf"):
        with pytest.raises(ParameterError, match=r"text and no picture\. Save it as \.html or \.csv"):
            chart.save(tmp_path / name)
    page = chart.save(tmp_path / "all.html").read_text(encoding="utf-8")
    assert page.startswith("<!DOCTYPE html>")
    assert page.count("<tr id=") == len(scene().assessment.scored)
    assert "http" not in page
    told = chart.save(tmp_path / "all.csv").read_text(encoding="utf-8-sig")
    assert all(one.indicator.name.en in told or one.indicator.name.zh in told for one in scene().assessment.scored)
