"""A district types its next plan: the file of the plan before, with what the new one states left empty.

Indicators, series, proxies and splices are carried over, since figures are found by their ids. Of each target the kind stays,
a first guess, and the years move on; its number, its place in the document and its words are to be filled in, and `shkplan
check` lists what is still missing, each with its line. Aims beyond the window are left out. Of the base year stands what is
published, with the place in the new plan still to be named. The day of approval is typed once, for all targets.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import yaml

from shkplan.base.errors import ParameterError
from shkplan.base.messages import said
from shkplan.base.periods import Period
from shkplan.evidence.classification import own_form
from shkplan.evidence.observations import Observations
from shkplan.files.yaml import read_yaml
from shkplan.register.plan import Plan
from shkplan.workspace.load import Workspace

__all__ = ["lay_out_next", "next_plan"]

_EMPTY = "@to fill"  # no text in YAML begins with this sign unless it stands in quotes
_FILL = "# 待填 · fill in"
_HEAD = """# The plan of {window}, laid out from {source}. 待填 · fill in stands where something is to be typed.
# {window}年规划，由{source}生成。标有“待填”之处请按规划文本填写。
# `shkplan check` lists what is still missing. Delete indicators that the new plan has no more; add others as a shipped plan has them.
# `shkplan check` 列出尚缺内容。新规划不再设的指标请整段删除；新设指标可仿照随附规划添加。
# A target without a day of approval of its own has that of the plan. kind may change: `shkplan init NAME` alone shows one of each.
# 目标未单独写批准日期的，取规划的批准日期。目标类型（kind）可以更改：不带 --from 的 shkplan init 所建规划中每类各有一例。
"""
_PAIR, _LINE = 2, 100  # how many entries, and letters, stand in one line
_KEPT = ("references", "peers", "regions", "domains")


def lay_out_next(workspace: Workspace, source: str, window: str) -> str:
    """Write the next plan beside the one before it; its id comes back.

    Raises:
        ParameterError: no plan before it, or years that do not follow it.
    """
    if not source:
        raise ParameterError(
            said("window: found {found} and no plan before it. Name one: --from shahekou-14fyp.", found=window)
        )
    try:
        years = Period.parse(window)
    except ValueError:
        years = None
    if years is None or years.within or years.is_year:  # a year alone is a slip: no plan is drawn up for one
        told = "window: found {found}, expected two years with a hyphen between them, such as 2026-2030."
        raise ParameterError(said(told, found=window))
    plan = workspace.plan(source)
    content = read_yaml(workspace.file("plans", source)).content
    name, text = next_plan(content, workspace.observations(plan), years)
    (workspace.folder("plans") / f"{name}.yaml").write_text(text, encoding="utf-8", newline="\n")
    return name


def next_plan(content: Mapping[str, Any], observations: Observations, window: Period) -> tuple[str, str]:
    """The id of the next plan, and its file.

    Args:
        content: the file of the plan before, as it was read.
        observations: the figures of that plan, of which the base year's are taken over.
        window: the years of the next plan.

    Raises:
        ParameterError: the window does not follow that of the plan before.
    """
    plan = observations.plan
    if window.first <= plan.window.last:
        expected = f"{plan.window.last + 1}-{plan.window.last + len(plan.window.years)}"
        raise ParameterError(
            said(
                "window: found {found}, expected years after {before}, such as {expected}.",
                found=str(window), before=str(plan.window), expected=expected,
            )
        )  # fmt: skip
    name = _id(plan, window)
    goals = {one: _goal(plan, one, entry) for one, entry in content["indicators"].items()}
    kept = {
        one: {**entry, "targets": [_moved(goal, window)]}
        for one, entry in content["indicators"].items()
        if (goal := goals[one]) is not None
    }
    supporting = {**content.get("series", {}), **_without_targets(content, kept)}
    parts: dict[str, Any] = {
        "id": name, "region": plan.region, "title": _EMPTY, "window": str(window), "base_year": window.first - 1,
        "horizon": max(plan.horizon, window.last), "approved": _EMPTY, "approved_basis": "approved",
        "source": dict.fromkeys(("title", "publisher", "published"), _EMPTY),
        **{part: content[part] for part in _KEPT if part in content},
        "indicators": kept, "series": supporting,
        **{part: content[part] for part in ("proxies", "splices") if part in content},
        "baselines": list(_baselines(kept, observations, window.first - 1)),
    }  # fmt: skip
    return name, _HEAD.format(window=window, source=plan.id) + _written(parts)


def _id(plan: Plan, window: Period) -> str:
    """The number of a five-year plan goes up by one; else the years stand behind the id."""
    counted, several = re.subn(r"\d+(?=fyp\b)", lambda found: str(int(found[0]) + 1), plan.id)
    return counted if several else f"{plan.id}-{window}"


def _goal(plan: Plan, name: str, entry: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The target of an indicator that falls due within the window of its plan; an aim beyond it is none."""
    both = zip(plan[name].targets, entry["targets"], strict=True)
    return next((written for target, written in both if target.deadline <= plan.window.last), None)


def _without_targets(content: Mapping[str, Any], kept: Mapping[str, Any]) -> dict[str, Any]:
    """Quantities whose aims are left out, and whose figures still belong to somebody."""
    others = {name: entry for name, entry in content["indicators"].items() if name not in kept and entry.get("unit")}
    return {name: {key: value for key, value in entry.items() if key != "targets"} for name, entry in others.items()}


# Of the words of the old clause: the new one is read anew.
_OF_THE_OLD = ("approved", "note", "reading", "other_readings")


def _moved(goal: Mapping[str, Any], window: Period) -> dict[str, Any]:
    """A target of the new window, with what the new plan says left empty."""
    changed = {
        "number": _EMPTY, "deadline": window.last, "window": str(window), "base_year": window.first - 1, "baseline": None,
        "nature": None, "locator": _EMPTY, "statement": _EMPTY,
    }  # fmt: skip
    return {key: changed.get(key, value) for key, value in goal.items() if key not in _OF_THE_OLD}


def _baselines(kept: Mapping[str, Any], observations: Observations, year: int) -> Iterator[dict[str, Any]]:
    """What is published of the base year, as the new plan may state it."""
    for name in kept:
        one = observations.plan[name]
        value = observations.series(one, observations.plan.region).value(year)
        if value is not None:
            yield {
                "indicator": name, "name": {"zh": one.name.zh, "en": one.name.en}, "number": value, "unit": one.unit, "period": year,
                "form": own_form(one), "bound": "exact", "locator": _EMPTY,
            }  # fmt: skip


class _Writer(yaml.SafeDumper):
    """Writes as plans are written: short pairs and lists of names in one line, all else line by line."""

    def represent_mapping(self, tag: str, mapping: Any, flow_style: bool | None = None) -> yaml.MappingNode:  # noqa: ARG002
        values = list(mapping.values())
        plain = not any(isinstance(value, Mapping | list) or value == _EMPTY for value in values)
        short = plain and len(values) <= _PAIR and sum(len(str(value)) for value in values) < _LINE
        return super().represent_mapping(tag, mapping, flow_style=short)

    def represent_sequence(self, tag: str, sequence: Any, flow_style: bool | None = None) -> yaml.SequenceNode:  # noqa: ARG002
        return super().represent_sequence(
            tag, sequence, flow_style=not any(isinstance(one, Mapping) for one in sequence)
        )


def _written(parts: Mapping[str, Any]) -> str:
    """The file, with an empty line before each long part and between indicators."""
    text = yaml.dump(parts, Dumper=_Writer, allow_unicode=True, sort_keys=False, width=10_000)
    text = text.replace(f"'{_EMPTY}'", _FILL)
    text = re.sub(r"\n((?:indicators|series|proxies|splices|baselines):)", r"\n\n\1", text)
    return re.sub(r"(?<=[^:])\n(  [a-z_]+\.\w+:\n)", r"\n\n\1", text)
