"""Tables of reference classes, learned from panels: what is read, what is left out, what it teaches."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import special, stats

from shkplan.base.errors import DataError
from shkplan.base.messages import Text
from shkplan.files import paths
from shkplan.forecast.learning.panels import held_out
from shkplan.forecast.learning.reference import LearnedTable, learned_reference, read_reference_panel, wanted_rows
from shkplan.models.pooled import Known, Pooled
from shkplan.models.pooled.table import COLUMNS, table_of
from shkplan.register.reference_class import LearnedFrom, ReferenceEntry
from shkplan.workspace.readers.reference_class import read_class

NONE = Text("无", "none")
YAML = """\
{id: districts, title: {zh: 无, en: none}, serves: {economy.services_share: {zh: 无, en: none}}, measure: level, bounds: [0, 100],
 unit: '%', table: districts.csv, learned: {panel: districts.csv}, source: {zh: 无, en: none}}
"""
SHIPPED = paths.shipped() / "data" / "reference"


def entry(**learned: object) -> ReferenceEntry:
    return ReferenceEntry(
        id="districts", title=NONE, serves={"economy.services_share": NONE}, measure="level", bounds=(0, 100), unit="%",
        table="districts.csv", learned=LearnedFrom(panel="districts.csv", **learned), source=NONE,
    )  # fmt: skip


@pytest.fixture(scope="module")
def panel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Twelve districts over sixteen years; one year of one is doubtful, and the basis is new in 2014."""
    rng, rows = np.random.default_rng(5), []
    for district in range(12):
        z = np.log(0.6 / 0.4) + 0.3 * rng.normal() + np.cumsum(0.02 + 0.03 * rng.normal(size=16))
        z[9:] += 0.5
        rows += [(f"区{district}", 2005 + t, 100 / (1 + np.exp(-value)), "") for t, value in enumerate(z)]
    rows[3] = (*rows[3][:3], "interpolated, it seems")
    path = tmp_path_factory.mktemp("panel") / "districts.csv"
    pd.DataFrame(rows, columns=["region", "year", "value", "doubt"]).to_csv(path, index=False)
    return path


@pytest.fixture(scope="module")
def whole(panel: Path) -> LearnedTable:
    """The class by all rows, on one basis."""
    return learned_reference(read_reference_panel(panel), entry(), "p")


@pytest.fixture(scope="module")
def parted(panel: Path) -> LearnedTable:
    """The class without the doubtful figure and with the new basis."""
    return learned_reference(read_reference_panel(panel), entry(drop=["interpolated"], breaks=[2014]), "p")


def told(frame: pd.DataFrame, of: ReferenceEntry) -> str:
    with pytest.raises(DataError) as refused:
        learned_reference(frame, of, "districts.csv")
    return "\n".join(map(str, refused.value.mistakes))


def test_the_mean_moves_by_trimmed_means_of_changes_on_one_basis(panel: Path, parted: LearnedTable) -> None:
    """Changes by scipy's trimmed mean of logits; none across the new basis, none from or to the doubtful figure."""
    assert (parted.figures, parted.dropped, parted.aside) == (12 * 16 - 1, 1, 0)
    z = special.logit(pd.read_csv(panel).pivot_table(index="region", columns="year", values="value") / 100)
    z.loc["区0", 2008] = np.nan
    rows = {int(row["until"] or 0): row["change"] for row in table_of(parted.known)}
    for year in range(2006, 2021):
        expected = 0.0 if year == 2014 else stats.trim_mean((z[year] - z[year - 1]).dropna(), 0.1)
        assert rows[year] == pytest.approx(expected, abs=1e-9)


def test_counts_are_those_of_regions_and_of_windows_that_exist(whole: LearnedTable, parted: LearnedTable) -> None:
    """Twelve regions though each has two series; 2005-2013 holds four windows a region, one of them with the doubtful figure
    at an end; 2014-2020 two; those that begin in the first five years teach nothing, so that one stands apart: 2015-2020."""
    last = parted.last
    assert (last.regions, last.windows, last.independent) == (12, 12 * (4 + 2) - 1, 1)
    last = whole.last
    assert (last.regions, last.windows, last.independent) == (12, 12 * 11, 2)  # ends 2020 and 2015, not 2010


def test_two_runs_write_the_same_table_and_it_is_read_back(panel: Path, whole: LearnedTable, tmp_path: Path) -> None:
    """By the byte; and what is read stands within its six digits of what was learned."""
    assert learned_reference(read_reference_panel(panel), entry(), "p").text() == whole.text()
    (tmp_path / "districts.csv").write_text(whole.text(), encoding="utf-8")
    (tmp_path / "districts.yaml").write_text(YAML, encoding="utf-8")
    _, read = read_class(tmp_path / "districts.yaml")
    assert read.by_year.keys() == whole.known.by_year.keys()
    for year, first in whole.known.by_year.items():
        again = read.by_year[year]
        np.testing.assert_allclose(again.mean, first.mean, atol=1e-5)
        assert again.spread == pytest.approx(first.spread, rel=1e-5)
        assert again.dynamics.scale == pytest.approx(first.dynamics.scale, rel=1e-5)
        assert again.dynamics.lean == pytest.approx(first.dynamics.lean, rel=1e-5, abs=1e-12)


def test_a_year_is_learned_from_what_was_known_by_then(panel: Path, whole: LearnedTable) -> None:
    """Without its last four years the panel gives the same rows up to there."""
    frame = read_reference_panel(panel)
    early = learned_reference(frame[frame["year"] <= 2016], entry(), "p").text().splitlines()
    assert early == whole.text().splitlines()[: len(early)]


def test_a_third_of_the_regions_can_be_set_aside(panel: Path) -> None:
    rows, _, aside = wanted_rows(read_reference_panel(panel), entry(set_aside=True), "p")
    assert not any(held_out(region) for region in rows["region"])
    assert aside == 16 * sum(held_out(f"区{n}") for n in range(12)) > 0


def test_regions_above_fill_years_that_the_sisters_lack(panel: Path) -> None:
    """A row with a level is no sister: it is not counted, and its change stands where no five sisters have one."""
    frame = read_reference_panel(panel)
    frame = frame[frame["year"] != 2019]
    city = pd.DataFrame({"series": "市", "year": [2018, 2019, 2020], "value": [50.0, 60.0, 70.0], "level": "city"})
    frame = frame[frame["year"] > 2010]  # too young for windows, which take time
    made = learned_reference(pd.concat([frame, city]).fillna({"level": "", "doubt": ""}), entry(), "p")
    rows = {int(row["until"] or 0): row["change"] for row in table_of(made.known)}
    assert rows[2019] == pytest.approx(special.logit(0.6) - special.logit(0.5), abs=1e-9)
    assert made.last.regions == 12


# Mistakes -------------------------------------------------------------------------------------------------------------


def test_cells_that_are_no_numbers_are_told_with_their_rows(tmp_path: Path) -> None:
    path = tmp_path / "districts.csv"
    path.write_text("series,year,value\na,2020,50\na,2021.5,51\nb,二〇二〇,1\nb,2021,x\n", encoding="utf-8")
    with pytest.raises(DataError) as refused:
        read_reference_panel(path)
    words = "\n".join(map(str, refused.value.mistakes))
    assert "row 3, year: found 2021.5 (a), expected a year such as 2021" in words
    assert "row 4, year" in words
    assert "row 5, value: found x (b), expected a number, or nothing" in words


def test_a_panel_without_a_column_is_told(tmp_path: Path) -> None:
    path = tmp_path / "districts.csv"
    path.write_text("district,year,value\na,2020,50\n", encoding="utf-8")
    with pytest.raises(DataError, match="found district, year, value, expected columns series"):
        read_reference_panel(path)


def test_what_a_class_cannot_be_learned_from_is_told(panel: Path) -> None:
    """Another indicator, a value beyond the bounds, a year twice, too few regions, nothing left."""
    frame = read_reference_panel(panel)
    assert "no column indicator" in told(frame, entry(indicator="services"))
    assert "no row of services" in told(frame.assign(indicator="industry"), entry(indicator="services"))
    beyond = frame.assign(value=frame["value"].where(frame.index != 7, 104.0))
    assert "row 9, value: found 104.0 (区0), expected 0 to 100" in told(beyond, entry())
    assert "each year of a series once" in told(pd.concat([frame, frame.iloc[:3]]), entry())
    few = frame[frame["series"].isin(["区0", "区1", "区2"])]
    assert "found 3 regions over 16 years, expected 5 regions or more" in told(few, entry())
    assert "1 rows dropped for their doubt" in told(frame.iloc[3:4], entry(drop=["interpolated"]))


def test_mistakes_of_thousands_of_rows_are_few_lines(panel: Path) -> None:
    frame = read_reference_panel(panel)
    words = told(frame.assign(value=frame["value"] + 1000), entry())
    assert len(words.splitlines()) == 2 * 6
    assert "187 more such rows" in words


# Shipped tables -------------------------------------------------------------------------------------------------------


def width(known: Known, year: int) -> float:
    """Of the 80 % band five years on for a region at the mean of its class."""
    one = known.by_year[year]
    low, high = Pooled(known).fit([year], one.mean[-1:]).law(year + 5).interval(0.8)
    return high - low


@pytest.mark.parametrize("name", ["cn-provinces-cpi-growth", "cn-provinces-green-coverage"])
def test_a_shipped_table_is_what_its_panel_teaches(panels: Path, name: str) -> None:
    """What is counted and averaged to its digits; what an optimiser found, which hangs on the machine, by the bands it gives."""
    served = read_class(SHIPPED / f"{name}.yaml")
    made = learned_reference(read_reference_panel(panels / served.entry.learned.panel), served.entry, "panel")
    again, there = made.text().splitlines(), (SHIPPED / served.entry.table).read_text(encoding="utf-8").splitlines()
    assert len(again) == len(there)
    assert again[0] == ",".join(COLUMNS)
    for line, expected in zip(again[1:], there[1:], strict=True):
        found, wanted = (np.array([float(cell or "nan") for cell in one.split(",")[:7]]) for one in (line, expected))
        np.testing.assert_allclose(found, wanted, rtol=2e-5)
    for year in served.known.by_year:
        assert width(made.known, year) == pytest.approx(width(served.known, year), rel=0.02)
