"""A workspace as a value: a folder with plans, figures, corrections, scenarios and notebooks, opened here and nowhere else.

``load_plan("shahekou-14fyp")`` reads a plan of the workspace or a shipped one, ``load_plan("path/to/plan.yaml")`` any.
Corrections from ``data/corrections`` are applied here; what was published stays beside what is used.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import NoneType
from typing import Literal, TypeVar

from shkplan.base.errors import DataError, Mistake, ParameterError, UnknownName
from shkplan.base.given import must_be
from shkplan.base.messages import Text, said
from shkplan.evidence.corrections import Correction, Corrections, applied, matched
from shkplan.evidence.observation import Observation
from shkplan.evidence.observations import Observations
from shkplan.files import paths
from shkplan.files.records import Filed, load
from shkplan.register.links import Link
from shkplan.register.past import PastPlans
from shkplan.register.plan import Plan
from shkplan.register.reference_class import WithoutClass
from shkplan.register.scenario import Scenario
from shkplan.workspace.check_copies import copies_of
from shkplan.workspace.folders import CARRIED, KINDS, REFERENCE, Kind, of_one_id, read_from, reference_entries
from shkplan.workspace.format import refuse_newer
from shkplan.workspace.links import read_links
from shkplan.workspace.readers.reference_class import ServedClass, read_class
from shkplan.workspace.readers.tidy_csv import read_tidy_csv
from shkplan.workspace.revisions import folder_of, revised
from shkplan.workspace.singles import SINGLES, single_file

__all__ = ["Workspace", "class_for", "load_observations", "load_plan", "load_scenario"]

WITHOUT = REFERENCE / "none.yaml"  # why indicators have no reference class
Read = TypeVar("Read")
One = TypeVar("One", bound=Filed)


@dataclass(frozen=True)
class Workspace:
    """A folder that holds ``data`` and ``notebooks``; one of a later format than this version reads is refused."""

    root: Path

    def __post_init__(self) -> None:
        refuse_newer(self.root)  # here, since every command opens a workspace

    @classmethod
    def here(cls) -> Workspace:
        """The current workspace, else what is shipped."""
        return cls(paths.root())

    @classmethod
    def shipped(cls) -> Workspace:
        """What is shipped with the package."""
        return cls(paths.shipped())

    def folder(self, kind: Kind) -> Path:
        """The folder of the files of a kind."""
        return self.root / paths.DATA / kind

    def files(self, kind: Kind) -> list[Path]:
        """The files of a kind, by name."""
        return read_from(self.folder(kind), KINDS[kind])

    def ids(self, kind: Literal["plans", "scenarios"]) -> list[str]:
        """The ids of the plans or scenarios, which are the names of their files."""
        return list(dict.fromkeys(path.stem for path in self.files(kind)))

    @property
    def notebooks(self) -> list[Path]:
        """The notebooks, by name."""
        return read_from(self.root / "notebooks", (".ipynb",))

    def file(self, kind: Literal["plans", "scenarios"], name: str | Path) -> Path:
        """The file of an id, the workspace's own or else a shipped one; a path to a YAML file stays as it is.

        Raises:
            UnknownName: there is none.
            DataError: there are two, ours.yaml and ours.yml.
        """
        if Path(name).suffix.lower() in (".yaml", ".yml"):
            return Path(name)
        places = (self, self.shipped())
        found = next((mine for one in places if (mine := one.named(kind, str(name)))), None)
        if found is None:
            raise UnknownName(kind.removesuffix("s"), str(name), {known for one in places for known in one.ids(kind)})
        if len(found) > 1:
            raise DataError(list(of_one_id(found)))
        return found[0]

    def named(self, kind: Literal["plans", "scenarios"], name: str) -> list[Path]:
        """The files of an id here; more than one is a mistake."""
        return [path for path in self.files(kind) if path.stem == name]

    def plan(self, name: str | Path | None = None) -> Plan:
        """The plan of an id or of a path, with its approved revisions; without a name the only one there is.

        Raises:
            UnknownName: no such plan.
            ParameterError: no plan named, and not exactly one there.
            DataError: mistakes in its file or in that of its revisions, all of them.
        """
        path = self.file("plans", self.only_plan if name is None else name)
        return revised(load(path, Plan), folder_of(path, self.root / paths.DATA))

    @property
    def only_plan(self) -> str:
        """The id of the only plan there is.

        Raises:
            ParameterError: there are several, or none.
        """
        ids = self.ids("plans")
        if len(ids) != 1:
            raise no_single_plan(self.folder("plans"), ids)
        return ids[0]

    def scenario(self, name: str | Path) -> Scenario:
        """The scenario of an id or of a path.

        Raises:
            UnknownName: no such scenario.
            DataError: mistakes in its file, all of them.
        """
        return load(self.file("scenarios", name), Scenario)

    def links(self) -> tuple[Link, ...]:
        """The links between indicators, by id: its own, and the shipped ones of other ids.

        Raises:
            DataError: mistakes in their files, all of them; a circle is one.
        """
        return read_links(self)

    def single(self, name: str, kind: type[One]) -> One:
        """What the one file of a name in ``data/reference`` says, the workspace's own or else the shipped one; an empty record where there is none.

        Args:
            name: in :data:`shkplan.workspace.singles.SINGLES`.
            kind: the record that reads it.

        Raises:
            DataError: mistakes in the file, all of them.
        """
        path = single_file(self.root, name)
        return load(path, kind) if paths.there(path) else kind()

    def past_plans(self) -> PastPlans:
        """What became of the targets of earlier plans; nothing where there is no such file.

        Raises:
            DataError: mistakes in the file, all of them.
        """
        return self.single("record", PastPlans)

    @property
    def carried(self) -> bool:
        """Whether these are the inputs of a report, which hold all that was in force when it was made: nothing shipped counts beside them."""
        return (self.root / paths.DATA / REFERENCE / CARRIED).is_dir()

    @property
    def _references(self) -> tuple[Path, Path]:
        """The folders of reference classes: the workspace's own, then what is shipped, of which a report has its copy."""
        own = self.root / paths.DATA / REFERENCE
        return own, own / CARRIED if self.carried else paths.shipped() / paths.DATA / REFERENCE

    @property
    def own_reference(self) -> list[Path]:
        """The workspace's own files of ``data/reference``."""
        return reference_entries(self.root / paths.DATA / REFERENCE)

    @property
    def class_files(self) -> list[Path]:
        """The entries of the reference classes: those of ids of the workspace's own, then those of shipped ids, its own copy before ours."""
        found: dict[str, Path] = {}
        own, shipped = ({path.stem: path for path in reference_entries(folder)[::-1]} for folder in self._references)
        own, shipped = dict(sorted(own.items())), dict(sorted(shipped.items()))
        for name in (*(one for one in own if one not in shipped), *own, *shipped):
            if name not in (*SINGLES, WITHOUT.stem):
                found.setdefault(name, own.get(name) or shipped[name])
        return list(found.values())

    def classes(self) -> tuple[ServedClass, ...]:
        """The reference classes; the first that speaks for an indicator is the one to use, see :func:`class_for`.

        Raises:
            DataError: mistakes in their files, all of them.
        """
        good, mistakes = read_all(self.class_files, read_class)
        if mistakes:
            raise DataError(mistakes)
        return tuple(good.values())

    def without_class(self) -> Mapping[str, Text]:
        """Why indicators have no reference class, the workspace's own words before the shipped ones.

        Raises:
            DataError: mistakes in the files, all of them.
        """
        good, mistakes = read_all(self._without, lambda path: load(path, WithoutClass))
        if mistakes:
            raise DataError(mistakes)
        return {name: why for told in good.values() for name, why in told.indicators.items()}

    @property
    def _without(self) -> list[Path]:
        """The files that say why there is no class: the shipped one, then the workspace's own."""
        entries = (path for folder in self._references[::-1] for path in reference_entries(folder))
        return [path for path in entries if path.stem == WITHOUT.stem]

    def reference_files(self) -> dict[Path, Path]:
        """What a report carries of ``data/reference``, place there -> file; what is shipped lies in a folder of its own.

        Raises:
            DataError: mistakes in the entries or tables of the classes, all of them.
        """
        tables = [path.parent / entry.table for path, (entry, _) in zip(self.class_files, self.classes(), strict=True)]
        shipped = self._references[1]
        there = [path for path in dict.fromkeys([*self.class_files, *tables, *self._without]) if path.is_file()]
        placed = {Path(CARRIED if path.parent == shipped else "") / path.name: path for path in there}
        singles = {Path(f"{name}.yaml"): single_file(self.root, name) for name in SINGLES}
        return placed | {place: path for place, path in singles.items() if paths.there(path)}

    def copies(self) -> list[str]:
        """The archived copies of sources that figures name, from the workspace on.

        Raises:
            DataError: mistakes in the tables of figures, all of them.
        """
        tables, wrong = read_all(self.files("observations"), read_tidy_csv)
        if wrong:
            raise DataError(wrong)
        return copies_of(figure for table in tables.values() for figure in table)

    def observations(self, plan: Plan) -> Observations:
        """Every published figure for a plan's indicators in its regions, corrections applied.

        The invented figures of a new workspace show how it works until the first real figure is there; beside real
        ones they are left out, and told.

        Raises:
            DataError: mistakes in the files, all of them; a correction whose figure its source has changed is one.
        """
        tables, wrong = read_all(self.files("observations"), read_tidy_csv)
        written, wrong_too = read_all(self.files("corrections"), read_corrections)
        figures = [figure for table in tables.values() for figure in table]
        corrections = [one for some in written.values() for one in some]
        mistakes = [*wrong, *wrong_too]
        corrected, refused = matched(figures, corrections) if not mistakes else ((), [])
        if mistakes or refused:
            raise DataError([*mistakes, *refused])

        def mine(figure: Observation) -> bool:
            return figure.indicator in plan and figure.region in plan.regions

        used = tuple(figure for figure in applied(figures, corrected) if mine(figure))
        real = tuple(figure for figure in used if not figure.invented)
        examples = tuple(figure for figure in used if figure.invented) if real else ()
        mine_corrected = tuple(one for one in corrected if mine(one.published))
        return Observations(plan, real or used, corrected=mine_corrected, examples=examples)


def class_for(classes: Iterable[ServedClass], indicator: str, region: str) -> ServedClass | None:
    """The first of the classes that speaks for an indicator of a region."""
    return next((one for one in classes if one.entry.speaks_for(indicator, region)), None)


def read_all(files: Iterable[Path], reader: Callable[[Path], Read]) -> tuple[dict[Path, Read], list[Mistake]]:
    """The files that could be read, and the mistakes of those that could not."""
    good: dict[Path, Read] = {}
    mistakes: list[Mistake] = []
    for path in files:
        try:
            good[path] = reader(path)
        except DataError as error:
            mistakes += error.mistakes
    return good, mistakes


def read_corrections(path: Path) -> tuple[Correction, ...]:
    """The corrections of one file, each knowing where it stands; an empty file holds none.

    Raises:
        DataError: mistakes in the file, all of them.
    """
    return load(path, Corrections).entries


def load_plan(plan: str | Path) -> Plan:
    """The plan of an id (the workspace's, else a shipped one) or of a path to its YAML file.

    Raises:
        UnknownName: no plan of that id.
        DataError: mistakes in the file, all of them.
    """
    must_be("plan", plan, (str, Path), "the id of a plan or the path of its file")
    return Workspace.here().plan(plan)


def load_scenario(scenario: str | Path) -> Scenario:
    """The scenario of an id (the workspace's, else a shipped one) or of a path to its YAML file.

    Raises:
        UnknownName: no scenario of that id.
        DataError: mistakes in the file, all of them.
    """
    must_be("scenario", scenario, (str, Path), "the id of a scenario or the path of its file")
    return Workspace.here().scenario(scenario)


def load_observations(plan: Plan, root: Path | None = None) -> Observations:
    """Every published figure for the plan's indicators in its regions, from all observation files, corrections applied.

    Args:
        plan: whose indicators and regions are wanted; rows of other plans in the same folder are passed over.
        root: the workspace; default the current one, else what is shipped.

    Raises:
        DataError: mistakes in the files, all of them; a correction whose figure its source has changed is one.
    """
    must_be("plan", plan, Plan, "a plan; sp.load_plan(id)")
    must_be("root", root, (str, Path, NoneType), "the folder of a workspace, or nothing")
    return (Workspace(Path(root)) if root is not None else Workspace.here()).observations(plan)


def no_single_plan(folder: Path, ids: Sequence[str]) -> ParameterError:
    """The error to raise where one plan is wanted and none or several are there."""
    if not ids:
        return ParameterError(said("0 plans in {folder}. `shkplan init` lays a workspace out.", folder=folder))
    told = said("{count} plans in {folder}: {ids}. Name one with --plan.", count=len(ids), folder=folder, ids=list(ids))
    return ParameterError(told)


def plan_ids(root: Path | None = None) -> list[str]:
    """The ids of the plans in a workspace (default: the current one, else what is shipped)."""
    return (Workspace(root) if root else Workspace.here()).ids("plans")


def read_scenario(path: Path) -> Scenario:
    """The scenario of one file; see :func:`load_scenario`."""
    return load(path, Scenario)
