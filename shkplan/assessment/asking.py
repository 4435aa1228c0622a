"""The question of the toolkit: where does a plan stand on a day?"""

from __future__ import annotations

import datetime as dt
from collections import deque
from pathlib import Path
from threading import Lock
from typing import Any

from shkplan.assessment.assessment import Assessment
from shkplan.assessment.settings import Settings, settings_for
from shkplan.base.errors import ParameterError
from shkplan.base.messages import said
from shkplan.base.periods import day_of
from shkplan.base.shown import shown
from shkplan.evidence.observations import Observations
from shkplan.evidence.watched import plain_day, watched
from shkplan.register.plan import Plan
from shkplan.register.scenario import Scenario
from shkplan.workspace.load import Workspace, load_observations, load_plan
from shkplan.workspace.singles import SINGLES, single_file

_KEPT = 8  # assessments; a report asks for the same one on every page


def assess(
    plan: str | Path | Plan,
    observations: Observations | None = None,
    *,
    as_of: dt.date | str = "today",
    scenario: str | Scenario | None = None,
    **settings: Any,
) -> Assessment:
    """The assessment of a plan on a day: lazy, so it costs next to nothing to make.

    Args:
        plan: a plan, its id, or the path of its file.
        observations: published figures; default those of the workspace. Only those published by ``as_of`` count.
        as_of: the day, a date, YYYY-MM-DD or ``"today"``, which for figures as of an earlier day is that day.
        scenario: as for :meth:`Assessment.under`.
        **settings: ``region``, ``to`` (last calendar year of the projections), ``model``, ``link``, ``seed`` and ``n_paths``;
            default the plan's region and horizon, and otherwise as in :func:`shkplan.project`.

    Raises:
        UnknownName: no such plan, scenario, setting, region, model or link; with the nearest names.
        ParameterError: figures or a scenario of another plan, or figures as of an earlier day.
        DataError: mistakes in the files of the workspace, all of them.
    """
    if not isinstance(plan, Plan | str | Path):
        raise ParameterError(
            said("plan: found {plan}, expected a plan, its id or the path of its file.", plan=shown(plan))
        )
    if observations is not None and not isinstance(observations, Observations):
        raise ParameterError(
            said(
                "observations: found {observations}, expected published figures; sp.load_observations(plan).",
                observations=shown(observations),
            )
        )
    found = plan if isinstance(plan, Plan) else load_plan(plan)
    if observations is not None and observations.plan.id != found.id:
        raise ParameterError(
            said(
                "observations: found those of {theirs}, expected those of {plan}.",
                theirs=observations.plan.id,
                plan=found.id,
            )
        )
    asked = settings_for(found, settings)
    published = load_observations(found) if observations is None else observations
    today = published.date or dt.date.today()  # noqa: DTZ011  # the day on the user's own calendar
    day = today if isinstance(as_of, str) and as_of == "today" else day_of(as_of)
    made = _remembered(found, published, day, asked)
    return made if scenario is None else made.under(scenario)


_MADE: deque[tuple[Observations, object, Assessment]] = deque(maxlen=_KEPT)
_MAKING = Lock()


def _remembered(plan: Plan, published: Observations, day: dt.date, settings: Settings) -> Assessment:
    """The assessment of these very values, made once; the last few are kept, with the figures they were made of.

    One with a model of somebody's own is made anew: the model may have changed.
    """
    if not isinstance(settings.model, str):
        return Assessment(plan, watched(published.as_of(day)), settings)
    with _MAKING:
        later = _read_later()
        for figures, files, made in _MADE:
            alike = (
                made.plan is plan
                and (plain_day(made.as_of), made.settings) == (day, settings)
                and _equal(figures, published)
            )
            if alike and files == later and (made.classes, made.past_plans) == _beside(day):
                return made
        made = Assessment(plan, watched(published.as_of(day)), settings)
        _MADE.append((published, later, made))
        return made


def forget() -> None:
    """Make the next assessment anew, whatever was asked before; what was only computed from equal values stays."""
    with _MAKING:
        _MADE.clear()


def _beside(day: dt.date) -> tuple[object, object]:
    """What else of the workspace an assessment looks at: reference classes, and what became of past plans."""
    here = Workspace.here()
    return here.classes(), here.past_plans().as_of(day)


def _read_later() -> tuple[tuple[Path, bytes], ...]:
    """The files that an assessment reads when it is asked: the rules of an evaluation, links and tasks; as they are now.

    What cannot be read is left to whoever asks for it.
    """
    here = Workspace.here()
    files = [*(single_file(here.root, name) for name in SINGLES), *here.files("links"), *here.files("tasks")]
    return tuple((path, path.read_bytes()) for path in files if path.is_file())


def _equal(one: Observations, other: Observations) -> bool:
    """Whether two sets of figures are the same; parts that are the same objects are not looked at twice."""
    names = ("figures", "date", "held_back", "corrected", "examples")
    return one.plan is other.plan and all(getattr(one, name) == getattr(other, name) for name in names)
