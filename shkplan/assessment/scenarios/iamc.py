"""Series under scenarios in the layout of the Integrated Assessment Modeling Consortium (IAMC).

A row a model, scenario, region, variable and unit, a column a year: what pyam, the scenario explorers of IIASA and the tools
around them read. Here:

* *model* is this library, *scenario* the id of a scenario, ``baseline`` without one;
* *region* and *unit* are those of the plan, as everywhere in its files; nothing is converted;
* *variable* is the indicator's id with ``|`` between its parts, as the layout has it: ``economy|gdp_growth``. Its row holds the
  published figures and, in years without one, the medians;
* quantiles of estimated years have rows of their own, named as in the database of the sixth assessment report of the IPCC:
  ``economy|gdp_growth|10.0th Percentile``.

The sheet ``meta`` of a workbook, which pyam reads as meta indicators, holds title, plan and day of each scenario and the
probability of every assessed target.

References:
    Huppmann, D. et al. (2021). pyam: Analysis and visualisation of integrated assessment and macro-energy scenarios. Open Research
    Europe 1:74. https://doi.org/10.12688/openreseurope.13633.2
    Byers, E. et al. (2022). AR6 Scenarios Database. https://doi.org/10.5281/zenodo.5886911
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from shkplan.base.errors import ParameterError
from shkplan.base.messages import said
from shkplan.evidence.series import AnnualSeries
from shkplan.files.atomic import replace_all
from shkplan.files.spreadsheet import neutralised
from shkplan.forecast.projection import Projection

if TYPE_CHECKING:
    import pandas as pd

    from shkplan.assessment.assessment import Assessment

__all__ = ["BASELINE", "INDEX", "PERCENTILES", "iamc_frame", "percentile", "variable_of", "write_iamc"]

INDEX = ("Model", "Scenario", "Region", "Variable", "Unit")
PERCENTILES = (2.5, 10.0, 25.0, 50.0, 75.0, 90.0, 97.5)
BASELINE = "baseline"  # what the scenario of an assessment without one is called
MODEL = "shkplan"


def variable_of(indicator: str) -> str:
    """The variable of an indicator: ``economy.gdp_growth`` is ``economy|gdp_growth``."""
    return indicator.replace(".", "|")


def percentile(variable: str, share: float) -> str:
    """The variable of a quantile, ``share`` in per cent."""
    return f"{variable}|{share:.1f}th Percentile"


def iamc_frame(assessments: Sequence[Assessment]) -> pd.DataFrame:
    """The series that the targets of some assessments rest on, a row each and a column a year; see the module.

    Args:
        assessments: of one plan, each under a scenario of its own or under none.
    """
    import pandas as pd

    rows = [row for one in assessments for row in _rows(one)]
    years = sorted({name for row in rows for name in row if isinstance(name, int)})
    return pd.DataFrame(rows, columns=[*INDEX, *years])


def write_iamc(assessments: Sequence[Assessment], path: Path) -> Path:
    """The same in a file: ``.csv``, or ``.xlsx`` with the sheets ``data`` and ``meta``; whole or not at all.

    Raises:
        ParameterError: another ending.
    """
    if path.suffix not in (".csv", ".xlsx"):
        words = "An IAMC table is a CSV file or a workbook: name a file that ends in .csv or .xlsx, not {name}."
        raise ParameterError(said(words, name=path.name))
    frame = iamc_frame(assessments)
    if path.suffix == ".csv":
        replace_all({path: frame.to_csv(index=False, lineterminator="\n").encode("utf-8")})
        return path
    import pandas as pd

    content = io.BytesIO()
    with pd.ExcelWriter(content, engine="openpyxl") as book:
        frame.to_excel(book, sheet_name="data", index=False)
        _meta(assessments).to_excel(book, sheet_name="meta", index=False)
    replace_all({path: content.getvalue()})
    return path


def _rows(a: Assessment) -> Iterator[dict[str | int, Any]]:
    """The rows of one assessment: each series once, by indicator and region."""
    found: dict[tuple[str, str], Projection | AnnualSeries] = {}
    for verdict in a:
        case = verdict.case
        for source in (verdict.own, verdict.reference, case.deflator if case is not None else None):
            if source is not None:
                series = source.series if isinstance(source, Projection) else source
                found.setdefault((series.indicator.id, series.region), source)
    scenario = a.scenario.id if a.scenario is not None else BASELINE
    for (indicator, region), source in sorted(found.items()):
        series = source.series if isinstance(source, Projection) else source
        head = (MODEL, scenario, neutralised(region))
        for variable, values in _values(variable_of(indicator), source):
            if values:
                row: dict[str | int, Any] = dict(
                    zip(INDEX, (*head, variable, neutralised(series.indicator.unit)), strict=True)
                )
                for year, value in values.items():
                    row[year] = value  # noqa: PERF403  # keys of another kind
                yield row


def _values(variable: str, source: Projection | AnnualSeries) -> Iterator[tuple[str, dict[int, float]]]:
    series = source.series if isinstance(source, Projection) else source
    known = {year: float(value) for year in series.years if (value := series.value(year)) is not None}
    if not isinstance(source, Projection):
        yield variable, known
        return
    told = np.asarray(source.quantiles([share / 100 for share in PERCENTILES]))
    estimated = [at for at, year in enumerate(source.years) if year not in known]
    medians = {source.years[at]: float(told[at, PERCENTILES.index(50.0)]) for at in estimated}
    yield variable, dict(sorted({**medians, **known}.items()))
    for place, share in enumerate(PERCENTILES):
        yield percentile(variable, share), {source.years[at]: float(told[at, place]) for at in estimated}


def _meta(assessments: Sequence[Assessment]) -> pd.DataFrame:
    """Title, plan and day of each scenario, and the probability of each target that has one."""
    import pandas as pd

    rows = []
    for a in assessments:
        scenario = a.scenario
        title = scenario.title.en if scenario is not None else BASELINE
        row: dict[str, Any] = {
            "model": MODEL, "scenario": scenario.id if scenario is not None else BASELINE, "title": neutralised(title),
            "plan": a.plan.id, "as_of": a.as_of.isoformat(), "seed": a.settings.seed, "paths": a.settings.n_paths,
        }  # fmt: skip
        rows.append(row | {f"prob|{variable_of(one.key)}": one.prob for one in a.assessed})
    return pd.DataFrame(rows)
