"""Verdicts and views by hand-made cases: groups, risk, evidence, what is ahead, and their frames."""

from __future__ import annotations

import datetime as dt
import pickle
from dataclasses import replace
from typing import Any

import pandas as pd
import pytest

from shkplan.assessment.assessment import Assessment
from shkplan.assessment.rules import judge
from shkplan.assessment.verdict import GROUPS, Verdict
from shkplan.assessment.views import Versions
from shkplan.base.messages import Text, message
from shkplan.evidence.coverage import coverage
from shkplan.evidence.series import annual_series
from shkplan.forecast.borrowed import Borrowed
from shkplan.forecast.projection import project
from shkplan.register.targets import KINDS
from tests.making import HERE, figure, growth, indicator, series, share
from tests.showing import assessed, scene

WHY = message("reason.stated_aim")
LEVEL = {"kind": "level", "direction": "at_least", "number": 80, "unit": "%", "deadline": 2025}


def borrowed(own_figures: int) -> Borrowed:
    """A class of twelve regions, from which a series of the test borrowed."""
    sisters = Text(zh="同类地区", en="Sister regions")
    return Borrowed(sisters, HERE, Text(zh="量", en="Quantity"), 12, 40, 3, 2001, 2020, own_figures)


def verdict(status: str, prob: float | None = None, **parts: Any) -> Verdict:
    one = share(LEVEL)
    return Verdict(one, one.targets[0], "本区", status, WHY, prob=prob, **parts)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("status", "prob", "group", "at_risk"),
    [
        ("observed", 1.0, "reached", False), ("observed", 0.0, "missed", True),
        ("provisional", 1.0, "reached", False), ("provisional", 0.0, "missed", True),
        ("estimated", 0.99, "likely", False), ("estimated", 2 / 3, "likely", False), ("estimated", 0.666, "even", False),
        ("estimated", 0.5, "even", False), ("estimated", 0.4999, "even", True), ("estimated", 1 / 3, "even", True),
        ("estimated", 0.333, "unlikely", True), ("estimated", 0.001, "unlikely", True),
        ("supposed", 0.0, "supposed", False), ("supposed", 1.0, "supposed", False),
        ("open", None, "open", False), ("recorded", None, "recorded", False),
    ],
)  # fmt: skip
def test_every_verdict_stands_in_one_group(status: str, prob: float | None, group: str, at_risk: bool) -> None:
    """Likely from two thirds on, unlikely below one third; at risk what is missed, or estimated below one half."""
    one = verdict(status, prob)
    assert (one.group, one.at_risk) == (group, at_risk)
    assert one.group in GROUPS


def test_the_groups_are_exhaustive_and_do_not_overlap() -> None:
    """Every verdict of the shipped plan is in exactly one, and the summary counts them."""
    a = scene().assessment
    by_group = {name: a.group(name) for name in GROUPS}
    assert sorted(v.key for some in by_group.values() for v in some) == sorted(a.keys())
    assert a.summary.groups == {name: len(some) for name, some in by_group.items() if some}


def test_evidence_is_named_by_what_a_probability_rests_on() -> None:
    """Own figures, a proxy, nothing; a claim of evidence without a probability would mislead."""
    assert verdict("estimated", 0.5).evidence == "own"
    assert verdict("estimated", 0.5, proxies=(WHY,)).evidence == "proxy"
    assert verdict("open", proxies=(WHY,)).evidence == "none"
    assert verdict("recorded").evidence == "none"


def test_a_number_that_borrowed_says_so() -> None:
    """A class alone, own figures with a class, and a proxy whatever it borrowed; a reference that borrowed is no class alone."""
    alone, beside = borrowed(0), borrowed(2)
    assert verdict("estimated", 0.5, borrowed=(alone,)).evidence == "class"
    assert verdict("estimated", 0.5, borrowed=(beside,)).evidence == "own and class"
    assert verdict("estimated", 0.5, borrowed=(replace(alone, region="市"),)).evidence == "own and class"
    assert verdict("estimated", 0.5, borrowed=(replace(alone, region="市"), alone)).evidence == "class"
    assert verdict("estimated", 0.5, borrowed=(alone,), proxies=(WHY,)).evidence == "proxy"
    assert verdict("open", borrowed=(alone,)).evidence == "none"


def test_a_verdict_takes_over_what_its_projection_borrowed() -> None:
    """Named among the assumptions with its size, and only where the number rests on the projection: 2025 is not measured."""
    one = share(LEVEL)
    own = project(series(one, {2016 + at: 70.0 + at + (-1) ** at for at in range(6)}), to=2025, n_paths=200)
    found = judge(one, replace(own, borrowed=borrowed(6)))
    assert (found.evidence, found.borrowed) == ("own and class", (borrowed(6),))
    (by,) = (said for said in found.assumptions if said.key == "assumption.class")
    size = "40 windows of 12 regions (2001–2020), 3 of them independent; figures of its own used as well: 6"
    assert str(by) == f"本区, quantity: reference class “Sister regions”, {size}"
    known = project(series(one, {2023: 78.0, 2024: 79.5, 2025: 81.0}), to=2025, n_paths=200)
    assert judge(one, replace(known, borrowed=borrowed(3))).borrowed == ()


def test_the_years_used_are_those_that_inform_the_model() -> None:
    """Seven figures, a new basis in 2019: four of them inform the model, and the note beside the number names those."""
    one = share(LEVEL)
    figures = [
        figure(one, 2015 + at, 60.0 + at, mark=frozenset({"break"} if at == 4 else ())) for at in (0, 1, 2, 4, 5, 6, 8)
    ]
    own = project(annual_series(figures, one, HERE), to=2025, n_paths=200)
    assert own.used == (2019, 2020, 2021, 2023)
    found = replace(judge(one, own), own=own)
    assert found.used == own.used
    (by,) = (said for said in found.assumptions if said.key.startswith("assumption.model"))
    assert "on 4 yearly figures (2019–2023)" in str(by)


@pytest.mark.parametrize(
    ("direction", "value", "year", "ahead"),
    [
        ("at_least", 80.0, 2022, True), ("at_least", 79.9, 2022, False), ("at_most", 80.0, 2022, True),
        ("at_most", 80.1, 2022, False), ("at_least", 85.0, 2025, False),
    ],
)  # fmt: skip
def test_a_level_beyond_its_target_before_the_deadline_is_ahead(
    direction: str, value: float, year: int, ahead: bool
) -> None:
    """Reached ahead, so far; at the deadline it is reached or missed, and no longer ahead."""
    one = share({**LEVEL, "direction": direction})
    found = Verdict(one, one.targets[0], "本区", "estimated", WHY, prob=0.9, latest=(year, value), wanted=80.0)
    assert found.ahead is ahead


def test_only_a_level_can_be_ahead() -> None:
    """A ceiling that was kept in 2022 is not beyond anything: each year counts."""
    held = share({"kind": "held", "direction": "at_most", "number": 80, "unit": "%", "window": "2021-2025"})
    found = Verdict(held, held.targets[0], "本区", "estimated", WHY, prob=0.9, latest=(2022, 70.0), wanted=80.0)
    assert not found.ahead
    assert not verdict("estimated", 0.9, latest=(2022, 90.0), proxies=(WHY,), wanted=80.0).ahead  # a proxy's figure
    assert not verdict("estimated", 0.9, latest=(2022, 90.0)).ahead  # nothing to compare with
    assert not verdict("estimated", 0.9, wanted=80.0).ahead  # no figure


@pytest.mark.parametrize("values", [{2022: 82.0}, {2021: 70.0, 2022: 80.0}])
def test_what_is_beyond_its_level_says_so_where_no_model_can_speak(values: dict[int, float]) -> None:
    """With one figure or two: open as before and without a probability, the number beside it; 80 itself counts."""
    one = share(LEVEL)
    too_few = message("reason.too_few_points", n=len(values), minimum=3, model="averaged-ets")
    found = judge(one, series(one, values), why=too_few)
    assert (found.status, found.group, found.prob, found.evidence, found.ahead) == ("open", "open", None, "none", True)
    assert found.wanted == 80.0
    assert str(found.reason).startswith(
        f"reached ahead, so far: {values[2022]:g} % published for 2022, against 80 % in 2025"
    )
    assert str(too_few) in str(found.reason)
    short = judge(one, series(one, {2022: 79.9}), why=too_few)
    assert (short.ahead, short.reason, short.wanted) == (False, too_few, 80.0)


def test_a_total_that_is_there_already_has_decided_and_a_bound_kept_so_far_has_not() -> None:
    """A sum of flows cannot fall again, so that it is reached and not only ahead; a bound can still be broken."""
    window = {"unit": "人", "window": "2021-2025", "number": 100}
    total = indicator({"kind": "cumulative", "direction": "at_least", **window}, measure="flow")
    found = judge(total, series(total, {2021: 60.0, 2022: 41.0}))
    assert (found.status, found.prob, found.ahead) == ("observed", 1.0, False)
    bound = indicator({"kind": "held", "direction": "at_most", **window})
    kept = judge(bound, series(bound, {2021: 60.0, 2022: 41.0}))
    assert (kept.status, kept.prob, kept.ahead) == ("open", None, False)
    assert "ahead" not in str(kept.reason)


@pytest.mark.parametrize(
    ("of_2025", "status"),
    [("final", "observed"), ("revised", "observed"), ("preliminary", "provisional"), ("estimate", "provisional")],
)
def test_a_figure_that_is_not_final_decides_provisionally(of_2025: str, status: str) -> None:
    """Only the years that decide count: a preliminary figure of an earlier year changes nothing."""
    from shkplan import assess
    from shkplan.evidence.observations import Observations
    from tests.making import figure

    one = share(LEVEL)
    plan = assessed(one, {}).plan
    figures = (figure(one, 2024, 79.0, status="preliminary"), figure(one, 2025, 81.0, status=of_2025))
    found = assess(plan, Observations(plan, figures), as_of="2026-06-30", n_paths=100)[one.id]
    assert (found.status, found.prob, found.group) == (status, 1.0, "reached")
    assert found.decided_by_figures


# Frames ------------------------------------------------------------------------------------------------------------------

COLUMNS = [
    "kind", "deadline", "region", "status", "evidence", "group", "prob", "prob_se", "central", "low", "high", "wanted", "gap",
    "unit", "latest_year", "latest", "reason",
]  # fmt: skip


def same(value: object, wanted: object) -> bool:
    return bool(pd.isna(value)) if wanted is None else value == wanted  # type: ignore[call-overload]


def test_the_frame_of_an_assessment_has_a_row_a_target() -> None:
    """In the plan's order; each cell is what the verdict says, regions by their names."""
    a = scene().assessment
    frame = a.to_frame()
    assert frame.index.name == "target"
    assert (list(frame.index), list(frame.columns)) == (list(a.keys()), COLUMNS)
    for found in a:
        row = frame.loc[found.key]
        for name in (
            "status",
            "evidence",
            "group",
            "prob",
            "prob_se",
            "central",
            "low",
            "high",
            "wanted",
            "gap",
            "unit",
        ):
            assert same(row[name], getattr(found, name)), (found.key, name)
        reason = str(found.reason)
        for region in a.plan.regions:
            reason = reason.replace(region, str(a.plan.region_name(region)))
        assert (row["kind"], row["deadline"], row["reason"]) == (found.target.kind, found.target.deadline, reason)
        assert [found.latest is None or tuple(row[["latest_year", "latest"]]) == found.latest] == [True]
    alone = a["economy.gdp_growth"].to_frame()
    assert (alone.shape, list(alone.index)) == ((1, len(COLUMNS)), ["economy.gdp_growth"])
    assert alone["prob"].item() == frame.loc["economy.gdp_growth", "prob"]


def test_the_frame_of_what_is_missing_has_a_row_a_gap() -> None:
    """One a scored target that figures have not decided: years due, last year, how many more the model needs."""
    missing = scene().assessment.missing
    frame = missing.to_frame()
    assert list(frame.columns) == [
        "target",
        "due",
        "last",
        "short_by",
        "supplier",
        "base_met",
        "base_of",
        "base_low",
        "base_high",
    ]
    assert list(frame["target"]) == [v.key for v in scene().assessment.scored if not v.decided_by_figures]
    assert [gap.verdict.key for gap in missing] == list(frame["target"])
    assert list(frame["short_by"]) == [gap.short_by for gap in missing]
    one = scene().assessment.missing_of("employment.registered_unemployment").to_frame()
    assert (one.shape, one["due"].item(), one["last"].item()) == ((1, 9), (2022, 2023, 2024, 2025), 2021)


def test_the_frame_of_coverage_has_a_row_an_indicator_and_a_column_a_year() -> None:
    """Each cell is the state of the year; as many of each state as the coverage counts."""
    known = scene().assessment.coverage
    frame = known.to_frame()
    assert frame.index.name == "indicator"
    assert (list(frame.index), list(frame.columns)) == ([one.id for one in known.indicators], list(known.years))
    assert frame.loc["economy.gdp_growth", 2022] == known.states["economy.gdp_growth", 2022]
    assert int((frame == "missing").to_numpy().sum()) == known.count("missing")
    assert frame.equals(coverage(scene().assessment.observations).to_frame())


def test_the_frame_of_revisions_has_a_row_a_release() -> None:
    """Growth of 2011 in Dalian: 14 % in January, 13.5 % in March of 2012."""
    found = scene().assessment.revisions("economy.gdp_growth", "大连市")
    frame = found.to_frame()
    assert list(frame.columns) == ["indicator", "region", "year", "published", "value", "unit", "status", "source"]
    assert len(frame) == sum(len(one.releases) for one in found)
    assert list(frame[frame["year"] == 2011]["value"]) == [14.0, 13.5]
    assert set(frame["region"]) == {"大连市"}


def test_the_frames_of_a_clause_and_of_an_indicator_have_a_row_a_target() -> None:
    """The same rows as in the frame of the plan; on a day before the first approval the target is not there."""
    a = scene().assessment
    whole = a.plan.to_frame()
    for name in ("employment.new_jobs", "economy.gdp_growth", "vision.culture"):
        wanted = whole[whole["indicator"] == name].reset_index(drop=True).astype(str).replace("None", "nan")
        for frame in (a.plan[name].to_frame(), a.clause(name).to_frame()):
            pd.testing.assert_frame_equal(frame.astype(str).replace("None", "nan"), wanted)
    early = replace(a.clause("employment.new_jobs"), as_of=dt.date(2000, 1, 1)).to_frame()
    assert (len(early), early["number"].isna().all()) == (1, True)


def test_the_frame_of_a_kind_has_its_rows_of_the_assessment() -> None:
    """Every kind's together are the assessment's; a kind of which there is none has the columns alone."""
    a = scene().assessment
    frames = [a.kind(kind).to_frame() for kind in KINDS]
    assert sorted(key for frame in frames for key in frame.index) == sorted(a.keys())
    assert all(
        list(frame.columns) == COLUMNS and set(frame["kind"]) <= {kind}
        for kind, frame in zip(KINDS, frames, strict=True)
    )


def test_the_frame_of_versions_has_a_row_a_version() -> None:
    """80 % became 85 % in August 2023: by the end of June there is one version, and so none that was revised."""
    days = ((80, "2021-03-01"), (85, "2023-08-01"))
    rest = {**LEVEL, "locator": "一", "statement": {"zh": "述", "en": "Statement"}}
    versions = [{**rest, "number": number, "approved": day} for number, day in days]
    one = share(targets=versions)
    assert one.to_frame()["number"].tolist() == [85]
    plan = assessed(one, {2020: 74.0}).plan
    frame = Versions(plan, (one,), dt.date(2026, 6, 30)).to_frame()
    assert frame[["version", "wanted"]].to_numpy().tolist() == [[1, 80], [2, 85]]
    assert frame["replaced"].tolist() == [dt.date(2023, 8, 1), None]
    before = Versions(plan, (one,), dt.date(2023, 6, 30))
    assert (len(before.to_frame()), list(before.to_frame().columns), bool(before)) == (0, list(frame.columns), False)


def test_the_frame_of_an_account_has_a_row_a_year() -> None:
    """Its states are those of the account; measured years have no width, implied ones the quantiles of their law."""
    a = scene().assessment
    account = a.account("economy.gdp")
    frame, implied = account.to_frame(), account.series.implied
    assert implied is not None
    assert implied.years
    assert dict(frame["state"]) == {year: one.state for year, one in implied.accounts.items()}
    for year in implied.years:
        assert tuple(frame.loc[year, ["low_80", "high_80"]]) == account.series.law(year).interval(0.8)
    measured = frame[frame["state"] == "measured"]
    assert (measured["low_95"] == measured["high_95"]).all()
    assert list(measured["median"]) == [account.series.value(year) for year in measured.index]
    bare = scene().published.series("employment.new_jobs").account.to_frame()
    assert (len(bare), list(bare.columns)) == (0, list(frame.columns))


# Copies ------------------------------------------------------------------------------------------------------------------


def test_assessments_and_verdicts_travel_to_another_process() -> None:
    """Pickled and read back they say the same, and what was computed is not lost."""
    a: Assessment = assessed(share(LEVEL), {2018: 70.1, 2019: 72.4, 2020: 74.0, 2021: 77.2, 2022: 79.1}, "2023-06-30")
    key = share(LEVEL).id
    wanted = a[key]
    again: Assessment = pickle.loads(pickle.dumps(a))
    assert again[key] == wanted
    assert again.to_frame().equals(a.to_frame())
    assert pickle.loads(pickle.dumps(wanted)) == wanted
    assert (again.as_of, again.settings, again.plan.id) == (a.as_of, a.settings, a.plan.id)


@pytest.mark.parametrize(("broken_by", "status"), [("final", "observed"), ("preliminary", "provisional")])
def test_only_a_figure_that_decides_makes_an_outcome_provisional(broken_by: str, status: str) -> None:
    """Found when a bound broken by a final figure was called provisional for a preliminary one that kept it."""
    held = {"kind": "held", "direction": "at_least", "number": 45, "unit": "%", "window": "2021-2025"}
    one = share(held)
    figures = [figure(one, 2022, 44.0, status=broken_by), figure(one, 2023, 46.1, status="preliminary")]
    made = judge(one, annual_series(figures, one, HERE))
    assert (made.status, made.prob) == (status, 0.0)


def test_no_pace_is_measured_against_itself() -> None:
    """Found when a region asked about its own pace was all but sure to keep up with itself."""
    pace = {"kind": "pace", "direction": "at_least", "window": "2021-2025", "base_year": 2020, "tolerance": 0,
            "reference": {"indicator": "test.quantity", "region": HERE}}  # fmt: skip
    one = growth(pace)
    own = project(series(one, {2017: 5.0, 2018: 6.0, 2019: 5.5, 2020: 2.0}), n_paths=200)
    made = judge(one, own, reference=own)
    assert (made.status, made.reason.key) == ("open", "reason.against_itself")


def test_an_estimate_is_never_printed_as_certain() -> None:
    """Found when 0.99998 was printed as 1."""
    assert "probability >0.9999" in repr(verdict("estimated", 0.999996))
    assert "probability 1e-08;" in repr(verdict("estimated", 1e-8))
    assert "probability 1;" in repr(verdict("observed", 1.0))
