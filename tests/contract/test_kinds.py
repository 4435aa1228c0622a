"""What every kind of target must answer and keep to; a new member of the union is tested here without a further line.

The laws are held on every target of the template and of the shipped plans. Where a number must be met exactly it is found
by scipy's root finder, not by the kind.
"""

from __future__ import annotations

import ast
import datetime as dt
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from pathlib import Path
from string import Template
from tempfile import TemporaryDirectory
from typing import Any, get_args

import numpy as np
import pytest
from pydantic import TypeAdapter, ValidationError
from scipy.optimize import brentq

import shkplan
from shkplan.assessment.evaluation.readings import instead
from shkplan.assessment.rules import judge
from shkplan.assessment.verdict import Verdict
from shkplan.base.errors import NotAssessable
from shkplan.base.messages import LANGUAGES, Message, catalogue
from shkplan.base.typed import Misfit
from shkplan.display.language import words
from shkplan.display.setting import set_language
from shkplan.distributions.links import Support
from shkplan.evidence.observation import Observation
from shkplan.evidence.series import AnnualSeries, annual_series
from shkplan.files.records import load
from shkplan.forecast.projection import project
from shkplan.register.plan import Indicator, Plan
from shkplan.register.targets import KINDS, Facts, Pace, Target, TargetField
from shkplan.register.targets.steering import steered
from shkplan.workspace.load import Workspace
from tests.making import figure

UNION: dict[str, type[Any]] = {
    get_args(one.model_fields["kind"].annotation)[0]: one for one in get_args(get_args(TargetField)[0])
}
every_kind = pytest.mark.parametrize("kind", UNION)


TEXT = files("shkplan.workspace").joinpath("template", "plan.yaml").read_text(encoding="utf-8")


@cache
def new_plan() -> Plan:
    """The plan that a new workspace starts from."""
    filled = Template(TEXT).substitute(id="example", region="示例区", region_en="Example District")
    with TemporaryDirectory() as folder:
        path = Path(folder) / "example.yaml"
        path.write_text(filled, encoding="utf-8")
        return load(path, Plan)


@pytest.fixture
def template() -> Plan:
    return new_plan()


@dataclass(frozen=True)
class Example:
    """A target of an indicator, what is measured beside the years that decide, and the level that meets it exactly."""

    of: Indicator
    target: Target
    beside: Facts
    exact: float

    @property
    def years(self) -> tuple[int, ...]:
        return self.target.deciding(self.of)

    @property
    def better(self) -> float:
        return 1.0 if self.target.up else -1.0

    def facts(self, values: dict[int, float]) -> Facts:
        return replace(self.beside, figures={**self.beside.figures, **values})

    def reached(self, values: Any) -> bool:
        """The event on one path of the deciding years, all of them measured beside."""
        row = np.broadcast_to(np.asarray(values, dtype=float), (1, len(self.years)))
        others = (other.ends(self.years)[0] for other in self.beside.others)
        return bool(self.target.event(self.beside, row, *others)[0])

    def inside(self, values: Any) -> Any:
        low, high = self.of.bounds
        return np.clip(values, low, high) if (low, high) != (None, None) else values

    def some(self, rng: np.random.Generator, count: int | None = None) -> Any:
        """Random values of the deciding years, on both sides of what meets the target, within bounds."""
        scale = 0.2 * max(1.0, abs(self.exact))
        return self.inside(self.exact + scale * rng.standard_normal(count or len(self.years)))


def example(of: Indicator, target: Target, plan: Plan) -> Example | None:
    """The example of a target; None where the plan does not tell what it wants, or no level meets it."""
    years = target.deciding(of)
    lowest, highest = of.bounds
    least = (-99.0 if of.measure == "growth" else -1e9) if lowest is None or lowest <= -100 else lowest
    middle = least + 50.0 if highest is None else (least + highest) / 2
    beside = Facts(of, dict.fromkeys(sorted({*range(1990, 2050)} - {*years}), middle))
    if target.compared is not None:
        other = plan[target.compared.indicator]
        others = [Facts(other, dict.fromkeys(range(1990, 2050), 5.0))]
        if of.deflator and other.price_basis != of.price_basis:
            others.append(Facts(plan[of.deflator], dict.fromkeys(range(1990, 2050), 2.0)))
        beside = replace(beside, others=tuple(others))
    made = Example(of, target, beside, 0.0)
    try:
        goal = target.goal(beside)
    except NotAssessable:
        return None

    def short_by(level: float) -> float:
        row = np.full((1, len(years)), level)
        others = (other.ends(years)[0] for other in beside.others)
        return float(target.value(beside, row, *others)[0]) - goal.threshold

    most = 1e12 if highest is None and of.measure != "growth" else 1e4 if highest is None else highest
    if short_by(least) * short_by(most) > 0:
        return None
    return replace(made, exact=float(brentq(short_by, least, most, xtol=1e-12, rtol=1e-14)))


@cache
def targets() -> tuple[tuple[str, Example], ...]:
    """Every target of the template and of the shipped plans that can be scored, by name."""
    found = []
    for plan in (new_plan(), *(load(path, Plan) for path in Workspace.shipped().files("plans"))):
        for one in plan.indicators.values():
            for at, target in enumerate(one.targets):
                if target.scored and (made := example(one, target, plan)) is not None:
                    found.append((f"{plan.id}-{one.id}-{at}-{target.kind}", made))
                for number, other in enumerate(target.other_readings):
                    if (made := example(*instead(one, target, other.target), plan)) is not None:
                        found.append((f"{plan.id}-{one.id}-{at}-reading-{number}-{other.target.kind}", made))
    return tuple(found)


def one_sided() -> list[tuple[str, Example]]:
    """Those of which more of the good is never worse."""
    return [(name, one) for name, one in targets() if not one.target.two_sided]


every_example = pytest.mark.parametrize("held", [one for _, one in one_sided()], ids=[name for name, _ in one_sided()])
both_sides = [(name, one) for name, one in targets() if one.target.two_sided]
every_two_sided = pytest.mark.parametrize("held", [one for _, one in both_sides], ids=[name for name, _ in both_sides])


def of_kind(template: Plan, kind: str) -> tuple[Indicator, Target]:
    return next((one, target) for one in template.indicators.values() for target in one.targets if target.kind == kind)


# What a kind must have --------------------------------------------------------------------------------------------------


def test_kinds_are_those_of_the_union() -> None:
    """What plans may state and what the library lists are the same classes, each under its own word."""
    assert dict(KINDS) == UNION


@every_kind
def test_the_template_has_an_example_that_hangs_together(template: Plan, kind: str) -> None:
    """A newcomer finds every kind worked out; the example fits its indicator, and a comment before it names the kind."""
    of, target = of_kind(template, kind)
    assert list(target.misfits(of, ("targets", 0))) == []
    assert f"# {kind.replace('_', ' ')}" in TEXT


@every_kind
def test_the_remedy_for_a_missing_kind_names_it(kind: str) -> None:
    """Whoever leaves kind out, or misspells it, is told every word that could stand there."""
    with pytest.raises(ValidationError) as caught:
        TypeAdapter(TargetField).validate_python({"direction": "up"})
    raised = caught.value.errors()[0]["ctx"]["error"]
    assert isinstance(raised, Misfit)
    assert kind in raised.remedy
    with pytest.raises(ValidationError) as misspelt:
        TypeAdapter(TargetField).validate_python({"kind": "total"})
    assert f"'{kind}'" in misspelt.value.errors()[0]["ctx"]["expected_tags"]


@every_kind
def test_a_kind_has_words_in_both_languages(template: Plan, kind: str) -> None:
    """Its name, its event and each of its targets are told in Chinese and in English, with nothing left to fill in."""
    for family in ("kind", "event", "target"):
        assert all(catalogue()[f"{family}.{kind}"][language] for language in LANGUAGES)
    of, target = of_kind(template, kind)
    assert isinstance(target.short(), Message)
    told = set()
    try:
        for language in LANGUAGES:
            set_language(language)
            told |= {words(target.short(of.id), template)}
    finally:
        set_language("en")
    assert len(told) == len(LANGUAGES)
    assert all(sentence and "{" not in sentence for sentence in told)


@every_kind
def test_a_kind_has_years_and_ends_with_its_deadline(template: Plan, kind: str) -> None:
    """The years a target speaks of rise to its deadline, and what decides it is among them."""
    of, target = of_kind(template, kind)
    assert list(target.years) == sorted(set(target.years))
    assert target.years[-1] == target.deadline
    assert set(target.deciding(of)) <= set(target.years)


@every_kind
def test_a_kind_has_a_mark_or_says_why_not(template: Plan, kind: str) -> None:
    """A height on the chart of its series, over some of its years, with a name in both languages; else a stated reason."""
    of, target = of_kind(template, kind)
    mark = target.mark(of, {2020: 100.0})
    if target.no_mark:
        assert mark is None
        return
    assert mark is not None
    assert mark.first <= mark.last == target.deadline
    assert all(mark.label.text(language) for language in LANGUAGES)


@every_kind
def test_a_kind_has_a_headway_or_says_why_not(template: Plan, kind: str) -> None:
    """With a figure of the base year and of the first years of the target its schedule is told, else a sentence in both languages."""
    of, target = of_kind(template, kind)
    figures = dict.fromkeys(range(2015, target.deadline), 3.0)
    others = () if target.compared is None else (Facts(template[target.compared.indicator], figures),)
    try:
        found = target.headway(Facts(of, figures, others), 2020)
    except NotAssessable as error:
        found = error.reason
    if isinstance(found, Message):
        assert all(words(found, template) for _ in LANGUAGES)
        return
    assert 0 < found.time <= 1
    assert min(target.years) <= found.year <= target.deadline or target.one_year
    assert np.isfinite(found.lead)


@every_kind
def test_a_kind_refuses_an_indicator_it_does_not_fit(template: Plan, kind: str) -> None:
    """Of another measure, in another unit, or with growth from within the window: told with what to do."""
    of, target = of_kind(template, kind)
    others = [of.model_copy(update={"unit": "张"}), of.model_copy(update={"measure": "level", "targets": ()})]
    wrong = [(target, one) for one in others]
    for change in ({"unit": "张"}, {"base_year": target.deadline}):
        if change.keys() <= type(target).model_fields.keys():
            wrong.append((target.model_copy(update=change), of))  # noqa: PERF401  # plainer than one long expression
    misfits = [one for bad, other in wrong for one in bad.misfits(other, ("targets", 0))]
    assert bool(misfits) == target.scored
    assert all(one.expected and one.remedy and one.at for one in misfits)


@every_kind
def test_only_what_is_scored_has_an_event(template: Plan, kind: str) -> None:
    """An aim without a number is recorded and never scored; everything else can be reached and missed."""
    of, target = of_kind(template, kind)
    made = example(of, target, template)
    assert (made is not None) == target.scored
    if made is not None:
        step = 0.01 * max(1.0, abs(made.exact)) * made.better
        assert made.reached(made.exact + step)
        assert not made.reached(made.exact - step)


def test_no_module_outside_asks_for_a_kind_by_name() -> None:
    """A new kind touches its own module, the catalogue and the template: nobody else names a class of a kind, or its word."""
    package, classes = Path(shkplan.__file__).parent, {one.__name__ for one in UNION.values()}
    found = []
    for path in package.rglob("*.py"):
        if path.is_relative_to(package / "register" / "targets"):
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("shkplan.register.targets"):
                found += [f"{path.name}: {one.name}" for one in node.names if one.name in classes]
            if isinstance(node, ast.Compare) and isinstance(node.left, ast.Attribute | ast.Name):
                named = {one.value for one in ast.walk(node) if isinstance(one, ast.Constant)} & set(UNION)
                asked = node.left.attr if isinstance(node.left, ast.Attribute) else node.left.id
                found += [f"{path.name}: {one}" for one in named if asked == "kind"]
    assert found == []


# Laws of the event ------------------------------------------------------------------------------------------------------


def test_every_scored_kind_is_held_to_the_laws() -> None:
    """No kind escapes for want of an example."""
    assert {one.target.kind for _, one in targets()} == {kind for kind, one in UNION.items() if one.scored}


@every_example
def test_reaching_the_number_exactly_counts(held: Example) -> None:
    """以上 and 以下 include the number itself; just short of it is short."""
    step = 1e-6 * max(1.0, abs(held.exact)) * held.better
    assert held.reached(held.exact)
    assert not held.reached(held.exact - step)


@every_example
def test_more_of_the_good_never_turns_reached_into_missed(held: Example) -> None:
    """The event is monotone in every year, in the direction of good."""
    rng = np.random.default_rng(1)
    for _ in range(200):
        before = held.some(rng)
        after = held.inside(
            before
            + held.better * rng.exponential(abs(held.exact) or 1.0, len(before)) * (rng.random(len(before)) < 0.5)
        )
        assert held.reached(after) >= held.reached(before)


@every_example
def test_what_reaches_the_number_reaches_it_with_a_tolerance(held: Example) -> None:
    """None changes nothing; a larger one takes in whatever a smaller one did."""
    assert held.target.relaxed(0.0) == held.target
    rng = np.random.default_rng(20211028)
    for _ in range(20):
        values = held.some(rng)
        reached = [replace(held, target=held.target.relaxed(by)).reached(values) for by in (0.0, 0.5, 2.0)]
        assert reached == sorted(reached)


@every_example
def test_what_observation_decides_holds_whatever_the_missing_years_bring(held: Example) -> None:
    """With any of the years measured: if the event is settled, no possible values of the others change it."""
    rng = np.random.default_rng(2)
    for _ in range(60):
        values = dict(zip(held.years, held.some(rng), strict=True))
        known = {year: value for year, value in values.items() if rng.random() < 0.7}
        settled = held.target.settled(held.facts(known))
        if len(known) == len(values):
            assert settled == held.reached(list(values.values()))
        if settled is None:
            continue
        for _ in range(20):
            drawn = dict(
                zip(held.years, held.inside(held.some(rng) + rng.normal(0, 10 * abs(held.exact) + 1)), strict=True)
            )
            assert held.reached(list((drawn | known).values())) == settled


@every_example
def test_even_shares_amount_to_the_figure_over_all_years(held: Example) -> None:
    """Where a figure over several years tells the deciding quantity, each year's share of it adds, or compounds, to it."""
    of, target, years = held.of, held.target, len(held.years)
    if not target.spanning or years == 1:
        pytest.skip("each year counts for itself")
    for amount in (held.exact * years, 0.5 * held.exact, 12.0):
        share = target.shared(amount, years)
        whole = share * years if target.spanning == "sum" else 100 * ((1 + share / 100) ** years - 1)
        assert whole == pytest.approx(max(amount, -100.0) if target.spanning == "change" else amount)
        told = held.target.value(held.beside, np.full((1, years), share))[0]
        per = getattr(target, "per", "window")
        assert told == pytest.approx(share if per == "year" else whole), of.id


@every_example
def test_a_schedule_that_is_over_leads_where_the_target_is_reached(held: Example) -> None:
    """With a figure of every year the share of time is whole, and the lead is 1 or more just where the event holds."""
    rng, target = np.random.default_rng(4), held.target
    for _ in range(40):
        values = dict(zip(held.years, held.some(rng), strict=True))
        found = target.headway(held.facts(values), min(target.years) - 1)
        if isinstance(found, Message):
            assert found.key.startswith("headway.")
            continue
        assert (found.time, found.year) == (1, target.deadline)
        if found.way == "kept" or abs(found.lead - 1) > 1e-6:
            assert (found.lead >= 1) == held.reached(list(values.values()))


@every_example
def test_a_number_reached_in_print_has_all_of_its_way(held: Example) -> None:
    """What reaches the number only as it is rounded is reached, and its schedule is whole: progress and verdict speak of one event."""
    number = getattr(held.target, "number", None)
    if not number or "at_precision" not in type(held.target).model_fields:
        pytest.skip("it is held against no number that can be rounded")
    rounded = replace(held, target=held.target.model_copy(update={"at_precision": 0.02 * abs(number)}))
    short = (
        held.exact - held.better * share * max(abs(held.exact), 1.0) for share in (0.008, 0.004, 0.001, 1e-4, 1e-5)
    )
    between = [value for value in short if rounded.reached(value) and not held.reached(value)]
    if not between:
        pytest.skip("a bound decides already")
    found = rounded.target.headway(rounded.facts(dict.fromkeys(held.years, between[0])), min(held.target.years) - 1)
    if isinstance(found, Message):
        pytest.skip(str(found))
    assert found.time == 1
    assert found.lead >= 1


@every_example
def test_nothing_is_settled_while_both_ends_are_open(held: Example) -> None:
    """With no year measured, a number inside the bounds can still be reached, and missed."""
    assert held.target.settled(held.facts({})) is None


@every_example
def test_probabilities_are_counted_on_paths(held: Example) -> None:
    """Of M paths that reach it k times (k + 1/2) / (M + 1); of one year alone its closed form, never nearer to 0 or 1."""
    rng = np.random.default_rng(3)
    first = min(held.target.years)
    center = min(max(held.exact, held.of.bounds[0] or -99.0), held.of.bounds[1] or np.inf)
    wiggle = 0.02 * max(1.0, abs(center)) * rng.standard_normal(8)
    values = {year: float(held.inside(center + x)) for year, x in zip(range(first - 8, first), wiggle, strict=True)}
    values = {year: x for year, x in values.items() if x not in held.of.bounds}
    own = project(made_series(held.of, values, "本区"), to=held.target.deadline, n_paths=500)
    region = held.target.compared.region if held.target.compared is not None else ""
    whole = range(first - 8, held.target.deadline + 1)
    known = [
        made_series(other.of, {year: other.figures[year] for year in whole}, region) for other in held.beside.others
    ]
    verdict = judge(held.of, own, target=held.target, **dict(zip(("reference", "deflator"), known, strict=False)))
    assert verdict.status == "estimated", verdict.reason
    assert verdict.hits is not None
    counted = (np.count_nonzero(verdict.hits) + 0.5) / 501
    assert verdict.path_prob == counted
    if verdict.basis == "paths":
        assert verdict.prob == counted
        return
    assert held.target.one_year
    assert 0.5 / 501 <= verdict.prob <= 500.5 / 501
    assert verdict.prob == pytest.approx(counted, abs=4 * 0.5 / 501**0.5)


# What is missed on either side ------------------------------------------------------------------------------------------


def test_a_shipped_clause_is_read_from_both_sides() -> None:
    """The laws below are held on something."""
    assert both_sides


@every_two_sided
def test_growing_apart_to_either_side_is_out_of_step(held: Example) -> None:
    """Reached within the tolerance to either side, itself included, and missed beyond it: by the averages that numpy compounds."""
    assert isinstance(held.target, Pace)
    reference = held.beside.others[0].figures[held.years[0]]
    prices = held.beside.others[1].figures[held.years[0]] if len(held.beside.others) > 1 else 0.0
    for apart, reached in (
        (-2.0, False),
        (-1.001, False),
        (-1.0, True),
        (0.0, True),
        (1.0, True),
        (1.001, False),
        (3.0, False),
    ):
        own = 100 * ((1 + (reference + apart * held.target.tolerance) / 100) * (1 + prices / 100) - 1)
        assert held.reached([own] * len(held.years)) == reached, apart


@every_two_sided
def test_what_observation_settles_in_step_holds_whatever_comes(held: Example) -> None:
    """With some years measured: where it is settled, no values of the others change it; one extreme year alone settles nothing
    while another can make up for it."""
    rng = np.random.default_rng(6)
    for _ in range(200):
        values = dict(zip(held.years, held.exact + 2 * rng.standard_normal(len(held.years)), strict=True))
        known = {year: value for year, value in values.items() if rng.random() < 0.8}
        settled = held.target.settled(held.facts(known))
        if len(known) == len(values):
            assert settled == held.reached(list(values.values()))
        if settled is not None:
            for _ in range(20):
                drawn = dict(zip(held.years, held.exact + 30 * rng.standard_normal(len(held.years)), strict=True))
                assert held.reached(list((drawn | known).values())) == settled
    assert held.target.settled(held.facts({})) is None


@every_two_sided
def test_no_path_is_named_that_is_enough(held: Example) -> None:
    """Nothing that takes more for better is answered: what is needed, what is required, by when it is reached."""
    goal = held.target.goal(held.beside)
    link = Support(*held.of.bounds, held.of.precision).link()
    rows = np.full((3, len(held.years)), held.exact)
    others = [other.ends(held.years)[0] for other in held.beside.others]
    paths = steered(rows, (len(held.years) - 1,), link)
    assert held.target.needed(held.beside, goal, paths, *others) is None
    assert held.target.required(held.facts({}), goal, *others) is None
    assert held.target.reached_by(held.beside, goal, rows, held.years) is None
    apart = held.target.better(np.array([-2.0, -0.5, 0.0, 0.5, 2.0]))
    assert list(np.argsort(apart)[-1:]) == [2]
    assert apart[0] == apart[-1] < apart[1] == apart[3]


# What was told before its year was over -----------------------------------------------------------------------------------


@every_example
@pytest.mark.parametrize("early", ["estimate", "within its year"])
@pytest.mark.parametrize("better", [1.0, -1.0])
def test_a_figure_told_before_its_year_was_over_never_makes_a_verdict_observed(
    held: Example, early: str, better: float
) -> None:
    """Final figures of all years decide for good; one told early, whatever its status, decides for the time being, unless the
    others had decided already, as a sum has that final figures carry beyond its number."""
    step = better * held.better * 0.01 * max(1.0, abs(held.exact))
    values = dict.fromkeys(held.years, float(held.inside(held.exact + step)))
    last = max(held.years)
    parts = {"status": "estimate"} if early == "estimate" else {"published": dt.date(last, 12, 20)}
    final = judged(held, [figure(held.of, year, value, "本区") for year, value in values.items()])
    assert final.status == "observed"
    told = [figure(held.of, year, value, "本区", **(parts if year == last else {})) for year, value in values.items()]
    before = held.target.settled(held.facts({year: value for year, value in values.items() if year != last}))
    found = judged(held, told)
    assert found.status == ("observed" if before is not None and before == (final.prob == 1) else "provisional")
    assert found.prob == final.prob
    key = "assumption.estimate_status" if early == "estimate" else "assumption.in_year"
    assert key in [note.key for note in found.assumptions]


@every_example
def test_months_so_far_decide_nothing(held: Example) -> None:
    """With a figure of the last year's months in place of its own, nothing is decided that the other years had not decided."""
    values = dict.fromkeys(held.years, float(held.inside(held.exact + held.better * 0.01 * max(1.0, abs(held.exact)))))
    last = max(held.years)
    told = [figure(held.of, year, value, "本区") for year, value in values.items() if year != last]
    month = {"period": f"{last}-01..09", "published": dt.date(last, 10, 20)}
    so_far = figure(held.of, last, values[last], "本区", **month)
    found, without = judged(held, [*told, so_far]), judged(held, told)
    assert (found.status, found.prob, found.measured) == (without.status, without.prob, without.measured)


def judged(held: Example, figures: list[Observation]) -> Verdict:
    """The verdict on a target by figures alone, all that it is held against being known."""
    base = [
        figure(held.of, year, value, "本区") for year, value in held.beside.figures.items() if year < min(held.years)
    ]
    region = held.target.compared.region if held.target.compared is not None else ""
    known = [made_series(other.of, dict(other.figures), region) for other in held.beside.others]
    own = annual_series([*base, *figures], held.of, "本区")
    return judge(held.of, own, target=held.target, **dict(zip(("reference", "deflator"), known, strict=False)))


def made_series(of: Any, values: dict[int, float], region: str) -> AnnualSeries:
    return annual_series([figure(of, year, value, region) for year, value in values.items()], of, region)


@every_example
def test_what_builds_up_ends_in_what_decides(held: Example) -> None:
    """What a chart shows as building up is, in the last year, the deciding quantity of the same values; each year tells of those up to it alone."""
    target, of, years = held.target, held.of, held.target.years
    rng = np.random.default_rng(5)
    rows = [np.array([held.inside(held.exact + rng.standard_normal(len(years))) for _ in range(20)])]
    rows += [
        np.repeat(other.ends(years)[0], 20, axis=0) + rng.standard_normal((20, len(years)))
        for other in held.beside.others
    ]
    running = target.running(held.beside, *rows)
    if running is None:
        assert target.course in ("value", "each")
        return
    at = [years.index(year) for year in target.deciding(of)]
    np.testing.assert_allclose(running[:, -1], target.value(held.beside, *(row[:, at] for row in rows)))
    later = [row.copy() for row in rows]
    for row in later:
        row[:, -1] += 1.0
    np.testing.assert_array_equal(running[:, :-1], target.running(held.beside, *later)[:, :-1])
