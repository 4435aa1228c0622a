"""All files of a workspace looked at together, and everything wrong with them told at once.

Each reader tells the mistakes of its own file. What only shows across files is found here and in the rooms beside: figures
of an indicator that no plan knows, in a unit that does not convert, of a form that does not fit, out of all proportion; the
same figure twice; two words of one source on one day; corrections whose figure its source has changed; targets out of the
plan's years; scenarios that speak of what is not there; notebooks that are none. A file with a mistake hides none of the
others: what is sound of it is held against them, and they against it. Import asks the same of the figures that come.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from shkplan.base.errors import DataError, Mistake, ParameterError
from shkplan.base.messages import Message, Said, message, said
from shkplan.base.typed import Location, Misfit
from shkplan.evidence.corrections import Correction
from shkplan.evidence.observation import Observation
from shkplan.files import paths
from shkplan.files.records import load
from shkplan.files.text import read_bytes
from shkplan.register.plan import Plan
from shkplan.register.scenario import Scenario
from shkplan.workspace.check_classes import class_mistakes
from shkplan.workspace.check_copies import copy_mistakes
from shkplan.workspace.check_figures import mistakes_among
from shkplan.workspace.check_links import link_mistakes
from shkplan.workspace.check_scenarios import misnamed, scenario_mistakes, told
from shkplan.workspace.check_tasks import example_tasks, task_mistakes
from shkplan.workspace.folders import of_one_id, remarks, workbooks
from shkplan.workspace.format import format_mistakes, older
from shkplan.workspace.load import Workspace, read_all, read_corrections
from shkplan.workspace.names import Register
from shkplan.workspace.notebooks import notebook_mistakes
from shkplan.workspace.readers.tidy_csv import as_far_as_read, tidy_remarks
from shkplan.workspace.revisions import revision_mistakes
from shkplan.workspace.schedules.checking import schedule_mistakes
from shkplan.workspace.singles import single_mistakes

__all__ = ["Checked", "Figures", "check", "checked", "figures_of", "register_of"]


@dataclass(frozen=True)
class Checked:
    """What was looked at, and what was found.

    Attributes:
        plans, targets, figures, scenarios: how many could be read; targets are those in force.
        mistakes: everything wrong, in the order format, plans, observations, corrections, scenarios, the record of past plans, reference classes, links, archived copies, tasks, notebooks, reports.yaml.
        remarks: what is no mistake and should be known: files that were passed over, or are read from elsewhere, how tables were read, invented examples.
    """

    plans: int
    targets: int
    figures: int
    scenarios: int
    mistakes: tuple[Mistake, ...]
    remarks: tuple[Said | Message, ...] = ()

    @property
    def counts(self) -> Message:
        """One line on what was looked at."""
        return message(
            "check.counts", plans=self.plans, targets=self.targets, figures=self.figures, scenarios=self.scenarios
        )


def check(root: Path | None = None) -> list[Mistake]:
    """Every mistake in the plans, observations, corrections, scenarios, notebooks and reports.yaml of a workspace; empty where there is none.

    Args:
        root: the workspace; default the current one, else what is shipped.
    """
    return list(checked(root, schedules=True).mistakes)


def checked(root: Path | None = None, *, schedules: bool = False) -> Checked:
    """What a workspace holds, and every mistake in it; see :func:`check`.

    Args:
        root: the workspace; default the current one, else what is shipped.
        schedules: whether ``reports.yaml`` is looked at too, which a report needs not.

    Raises:
        ParameterError: there is no such folder.
    """
    base = Workspace(root) if root else Workspace.here()
    if not base.root.is_dir():
        raise ParameterError(said("the folder {folder} does not exist.", folder=str(base.root)))
    plans, broken_plans = read_all(base.files("plans"), lambda path: load(path, Plan))
    scenarios, broken_scenarios = read_all(base.files("scenarios"), lambda path: load(path, Scenario))
    register, figures = register_of(base, plans), figures_of(base)
    by_id = {one.id: one for one in scenarios.values()}
    mistakes = [
        *format_mistakes(base.root),
        *_of_files(base),
        *broken_plans,
        *(mistake for path, plan in plans.items() for mistake in misnamed(path, Plan, plan.id)),
        *(mistake for path, plan in plans.items() for mistake in _out_of_the_years(path, plan)),
        *revision_mistakes(base.folder("revisions"), {one.id: one for one in plans.values()}, bool(broken_plans)),
        *workbooks(base.folder("observations")),
        *figures.mistakes,
        *mistakes_among(figures.published, figures.corrections, register, whole=figures.whole),
        *broken_scenarios,
        *single_mistakes(base.root),
        *class_mistakes(base, register),
        *link_mistakes(base),
        *copy_mistakes(base.root, figures.published),
        *task_mistakes(base, register),
        *(mistake for path, one in scenarios.items() for mistake in scenario_mistakes(path, one, register, by_id)),
        *(mistake for path in base.notebooks for mistake in notebook_mistakes(path)),
        *(schedule_mistakes(base.root) if schedules else ()),
    ]
    targets = sum(len(one.targets_in_force()) for plan in plans.values() for one in plan.indicators.values())
    counts = len(plans), targets, len(figures.published), len(scenarios)
    known: list[Said | Message] = [
        *filter(None, [older(base.root)]),
        *remarks(base.root),
        *(told for path in base.files("observations") for told in tidy_remarks(path)),
    ]
    if not mistakes:
        examples = (base.observations(plan).about_examples for plan in plans.values())
        known += dict.fromkeys(told for told in examples if told is not None)
        known += example_tasks(base, plans.values())
    return Checked(*counts, tuple(dict.fromkeys(mistakes)), tuple(known))


# What is read, as far as it can be ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Figures:
    """The figures of a workspace and their corrections, as far as they could be read.

    Attributes:
        published: the figures of all sound rows.
        corrections: those of all sound files.
        mistakes: of the others.
        whole: whether every table could be read to its end.
    """

    published: tuple[Observation, ...]
    corrections: tuple[Correction, ...]
    mistakes: tuple[Mistake, ...]
    whole: bool


def register_of(base: Workspace, plans: dict[Path, Plan] | None = None) -> Register:
    """What the plans of a workspace know; of those with mistakes what is sound."""
    good = read_all(base.files("plans"), lambda path: load(path, Plan))[0] if plans is None else plans
    return Register.of(tuple(good.values()), [path for path in base.files("plans") if path not in good])


def figures_of(base: Workspace) -> Figures:
    """The figures of a workspace and their corrections, as far as they can be read."""
    published, mistakes = list[Observation](), list[Mistake]()
    for path in base.files("observations"):
        figures, wrong = _read_table(path)
        published += figures
        mistakes += wrong
    whole = not mistakes
    written, wrong_too = read_all(base.files("corrections"), read_corrections)
    corrections = tuple(one for some in written.values() for one in some)
    return Figures(tuple(published), corrections, (*mistakes, *wrong_too), whole)


def _read_table(path: Path) -> tuple[tuple[Observation, ...], tuple[Mistake, ...]]:
    """The figures and mistakes of one file; an empty one is one mistake and not a column missing after another."""
    figures, mistakes = as_far_as_read(path)
    if mistakes and not figures and _empty(path):
        remedy = said("Write the names of the columns into its first line, or remove the file.")
        found, expected = said("nothing in it"), said("columns and figures")
        return (), (Mistake(paths.shown(path), said("file"), found, expected, remedy),)
    return figures, mistakes


def _empty(path: Path) -> bool:
    """Whether a table holds nothing but marks and commas."""
    try:
        return not read_bytes(path).strip(b"\xef\xbb\xbf \t\r\n,")
    except DataError:
        return False


# Files, and what of a plan does not fit itself ------------------------------------------------------------------------


def _of_files(base: Workspace) -> Iterator[Mistake]:
    """No plan at all, or two files that give the same id."""
    if not base.files("plans"):
        expected, remedy = said("a file such as our-district.yaml"), said("Lay one out with shkplan init.")
        yield Mistake("data/plans", said("folder"), said("no plan"), expected, remedy)
    for files in (
        base.files("plans"),
        base.files("scenarios"),
        base.files("links"),
        base.files("tasks"),
        base.own_reference,
    ):
        yield from of_one_id(files)


def _out_of_the_years(path: Path, plan: Plan) -> Iterator[Mistake]:
    """Targets due before the plan begins, or after the last year it looks to."""
    first, last = plan.window.first, plan.horizon
    targets = [(name, n, target) for name, one in plan.indicators.items() for n, target in enumerate(one.targets)]
    for name, number, target in targets:
        if not first <= target.deadline <= last:
            entry = "deadline" if "deadline" in type(target).model_fields else "window"
            at: Location = ("indicators", name, "targets", number, entry)
            expected = said("a year from {first} to {last}", first=first, last=last)
            remedy = said("Correct the year, or the plan's window or horizon.")
            yield told(path, Plan, Misfit(expected, remedy, found=getattr(target, entry), at=at))
