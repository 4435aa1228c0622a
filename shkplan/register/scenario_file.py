"""A scenario as the file it is kept in: written so that reading gives the same scenario again."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from shkplan.base.errors import ParameterError
from shkplan.base.messages import Text, said
from shkplan.base.periods import Period
from shkplan.base.typed import Record
from shkplan.files import paths
from shkplan.files.atomic import create, replace_all, told_of
from shkplan.files.records import typed
from shkplan.files.text import read_bytes
from shkplan.files.yaml import LARGEST, parsed

if TYPE_CHECKING:
    from shkplan.register.scenario import Scenario

__all__ = ["saved", "written"]

HEAD = """\
# A scenario: what if? It says what is supposed for which years; the rest follows from the models and the links.
# 情景：“如果……会怎样”。只写哪些年份设定为多少，其余由模型和指标间的关联推出。
"""


def written(scenario: Scenario) -> str:
    """The text of the file of a scenario; what is left at its usual value is left out.

    Raises:
        DataError: words in it that no file may hold, such as control characters.
    """
    text = HEAD + yaml.dump(_plain(scenario), Dumper=_Writer, allow_unicode=True, sort_keys=False, width=10_000)
    typed(parsed(text.encode(), f"{scenario.id}.yaml"), type(scenario))
    return text


def saved(scenario: Scenario, folder: str | Path | None, *, overwrite: bool) -> Path:
    """Write the file of a scenario, whole or not at all; see :meth:`~shkplan.register.scenario.Scenario.save`."""
    path = _folder(folder) / f"{scenario.id}.yaml"
    text = written(scenario).encode()
    there = next((one for one in (path, path.with_suffix(".yml")) if paths.there(one)), None)
    if there is None:
        if not paths.there(path.parent):
            with told_of(path):
                path.parent.mkdir(parents=True, exist_ok=True)
        if create(path, text):
            return path
        there = path  # somebody else was faster
    if there.is_file() and _same(there, scenario):
        return there
    if not (overwrite and there == path):
        words = "{file} is there already: nothing was written. Give the scenario another id, or overwrite=True."
        raise ParameterError(said(words, file=paths.shown(there)))
    replace_all({path: text})
    return path


def _folder(folder: str | Path | None) -> Path:
    """Where scenarios are kept: of the workspace, unless another folder is named."""
    if folder is not None:
        return Path(folder)
    root = paths.workspace()
    if root is None:
        words = "save: no workspace here (a folder with data/plans); name a folder, save('my-folder')."
        raise ParameterError(said(words))
    return root / paths.DATA / "scenarios"


def _same(path: Path, scenario: Scenario) -> bool:
    """Whether a file holds this scenario already; what cannot be read does not."""
    try:
        return typed(parsed(read_bytes(path, LARGEST), path.name), type(scenario)) == scenario
    except Exception:  # whatever is wrong with it, it is another file
        return False


def _plain(value: Any) -> Any:
    """A value of a record as YAML has it: lists, mappings, texts and numbers."""
    if isinstance(value, Text):
        return value.zh if value.zh == value.en else {"zh": value.zh, "en": value.en}
    if isinstance(value, Period):
        return value.first if value.first == value.last else str(value)
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return int(value)
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    return _entries(value) if isinstance(value, Record) else value


def _entries(record: Record) -> dict[str, Any]:
    """The entries of a record that are not at their usual value; the ground of a claim comes last."""
    fields = {name: one for name, one in type(record).model_fields.items() if not one.exclude}
    usual = {name: one.get_default(call_default_factory=True) for name, one in fields.items()}
    told = {name: getattr(record, name) for name in sorted(fields, key="reason".__eq__)}
    return {name: _plain(one) for name, one in told.items() if name in ("fix", "claims") or one != usual[name]}


class _Writer(yaml.SafeDumper):
    """Short lists in one line, and nothing by reference."""

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002  # of its class
        return True

    def represent_list(self, data: Any) -> yaml.SequenceNode:
        """Numbers and names in brackets, claims one below the other."""
        flow = not any(isinstance(one, list | dict) for one in data)
        return self.represent_sequence("tag:yaml.org,2002:seq", data, flow_style=flow)


_Writer.add_representer(list, _Writer.represent_list)
