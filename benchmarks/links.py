"""The coefficients of the links between indicators: python -m benchmarks.links writes them into data/links.

Each file of ``data/links`` says by hand what drives what and why; below a mark stands what is estimated here, with statsmodels,
from the panels of cities, provinces and countries, which are not shipped, and from the figures of ``data/observations``. A link acts by
default only where its effect is told from zero by two standard errors, over ten years or more, without 2020 and 2021 as well,
and alike in both halves of the sample (:attr:`shkplan.register.links.Estimate.clear`, ``stable``).

Standard errors: of one series by Newey and West with two lags; of a panel whose regions share a driver (the nation's growth) by
Driscoll and Kraay with two lags, since regions then share every shock; of one with year effects clustered by region.

References:
    Driscoll, J. and Kraay, A. (1998). Consistent covariance matrix estimation with spatially dependent panel data. REStat 80, 549-560.
    Newey, W. and West, K. (1987). A simple, positive semi-definite, heteroskedasticity and autocorrelation consistent covariance
    matrix. Econometrica 55, 703-708. Swamy, P. (1970). Efficient inference in a random coefficient regression model. Econometrica 38, 311-323.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import statsmodels.api as sm
from scipy import stats

ROOT = Path(__file__).resolve().parents[1]
LINKS = ROOT / "data" / "links"
MARK = "# below: written by python -m benchmarks.links; do not edit\n"
BREAK = (2020, 2021)
LAGS = 2  # of the errors that allow for autocorrelation
DOUBTFUL = "doubtful|interpolated|imputed|do not sum|check"
FEWEST = 8  # years of a region that tell its own slope

Frame = pd.DataFrame
NATION = "国内生产总值增速(世界银行WDI)"
SHARED_DRIVER = (
    "各地区固定效应最小二乘，Driscoll-Kraay标准误（滞后2年）",
    "least squares with region effects; standard errors of Driscoll and Kraay, two lags",
)
CLUSTERED = (
    "地区和年份双向固定效应最小二乘，按地区聚类的标准误",
    "least squares with region and year effects; standard errors clustered by region",
)
ONE_SERIES = ("最小二乘，Newey-West标准误（滞后2年）", "least squares; standard errors of Newey and West, two lags")


@dataclass(frozen=True)
class Equation:
    """One equation: ``y`` on ``x`` by term, in a frame with columns region, year and these.

    Attributes:
        link: whose.
        y: name of the response.
        x: term ("0", "1", "carry") -> column.
        year_effects: whether each year has an effect of its own.
        words: the equation, with ``{0}`` and so on for coefficients and errors.
        source: name of the data, Chinese and English.
        known: terms that are not estimated, with their value.
    """

    link: str
    y: str
    x: dict[str, str]
    words: str
    source: tuple[str, str]
    frame: Callable[[Path], Frame]
    year_effects: bool = False
    known: dict[str, float] | None = None


def main() -> None:
    """All of them, written into their files."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    default = os.environ.get("PANELS") or str(ROOT / ".." / "shared" / "panels")
    parser.add_argument("--panels", type=Path, default=Path(default))
    parser.add_argument("--dry", action="store_true", help="print, write nothing")
    asked = parser.parse_args()
    for equation in EQUATIONS:
        block = written(equation, equation.frame(asked.panels))
        print(f"{equation.link}\n{block}")
        if not asked.dry:
            path = LINKS / f"{equation.link}.yaml"
            head = path.read_text(encoding="utf-8").split(MARK)[0]
            path.write_text(head + MARK + block, encoding="utf-8")


# Estimation ---------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Fitted:
    """Coefficients in the order of the terms, their covariance, the number of rows, R2 and what was fitted."""

    b: np.ndarray
    v: np.ndarray
    n: int
    r2: float
    within: Frame


def fitted(equation: Equation, frame: Frame) -> Fitted:
    """Least squares on what is left after the effects."""
    names = list(equation.x.values())
    rows = frame.dropna(subset=[equation.y, *names])
    rows = rows[rows.groupby("region")["year"].transform("size") >= 5] if len(set(rows.region)) > 1 else rows
    rows = rows.sort_values(["year", "region"], kind="stable").reset_index(drop=True)
    within = demeaned(rows, [equation.y, *names], years=equation.year_effects)
    y, x = within[equation.y].to_numpy(), within[names].to_numpy()
    several = len(set(rows.region)) > 1
    if not several:
        model = sm.OLS(rows[equation.y].to_numpy(), sm.add_constant(rows[names].to_numpy()))
        made = model.fit(cov_type="HAC", cov_kwds={"maxlags": LAGS, "use_correction": True})
        return Fitted(made.params[1:], made.cov_params()[1:, 1:], len(rows), made.rsquared, within)
    groups = pd.factorize(rows.region)[0]
    kind, words = (
        ("cluster", {"groups": groups})
        if equation.year_effects
        else ("hac-groupsum", {"time": rows.year.to_numpy(), "maxlags": LAGS})
    )
    made = sm.OLS(y, x).fit(cov_type=kind, cov_kwds=words)
    return Fitted(made.params, made.cov_params(), len(rows), made.rsquared, within)


def demeaned(rows: Frame, names: Sequence[str], *, years: bool) -> Frame:
    """What is left of columns after region effects, and year effects where asked for; an unbalanced panel by alternating."""
    found = rows[names] - rows.groupby("region")[list(names)].transform("mean")
    for _ in range(200 if years else 0):
        found = found - found.groupby(rows.year).transform("mean")
        found = found - found.groupby(rows.region).transform("mean")
    return found.assign(region=rows.region, year=rows.year)


def between(equation: Equation, fit: Fitted) -> list[float]:
    """Standard deviation of each slope between regions, beyond sampling error (Swamy): of the driver's terms; of carry none."""
    names = list(equation.x.values())
    slopes, sampling = list[np.ndarray](), list[np.ndarray]()
    for _, own in fit.within.groupby("region"):
        if len(own) >= FEWEST:
            made = sm.OLS(own[equation.y].to_numpy(), own[names].to_numpy()).fit()
            slopes.append(made.params)
            sampling.append(made.bse**2)
    if len(slopes) < 10:
        return []
    beyond = np.var(np.array(slopes), axis=0, ddof=1) - np.mean(np.array(sampling), axis=0)
    found = np.sqrt(np.maximum(beyond, 0.0))
    return [0.0 if term == "carry" else round(float(value), 4) for term, value in zip(equation.x, found, strict=True)]


def halves(equation: Equation, frame: Frame) -> dict[str, object] | None:
    """The two halves of the years and a Wald test of equal coefficients; None where a half has too few."""
    rows = frame.dropna(subset=[equation.y, *equation.x.values()])
    years = sorted(rows.year.unique())
    first_of_second = years[len(years) // 2]
    parts = [rows[rows.year < first_of_second], rows[rows.year >= first_of_second]]
    if min(len(part) for part in parts) < len(equation.x) + 3:
        return None
    one, two = (fitted(equation, part) for part in parts)
    gap = one.b - two.b
    p = float(stats.chi2.sf(gap @ np.linalg.solve(one.v + two.v, gap), gap.size))
    return {
        "second_from": int(first_of_second), "first": one.b, "first_errors": np.sqrt(np.diag(one.v)),
        "second": two.b, "second_errors": np.sqrt(np.diag(two.v)), "p": round(p, 4),
    }  # fmt: skip


# Writing ------------------------------------------------------------------------------------------------------------------


def written(equation: Equation, frame: Frame) -> str:
    """The block of a link's file that is estimated."""
    fit = fitted(equation, frame)
    rows = frame.dropna(subset=[equation.y, *equation.x.values()])
    several = len(set(rows.region)) > 1
    spread = between(equation, fit) if several else []
    parts, calm = halves(equation, frame), fitted(equation, frame[~frame.year.isin(BREAK)])
    known = equation.known or {}
    more = len(known)
    errors = np.sqrt(np.diag(fit.v))
    told = [f"{b:.3f} ({e:.3f})" for b, e in zip(fit.b, errors, strict=True)]
    words = equation.words.format(*told).replace("+ -", "- ")
    method = CLUSTERED if equation.year_effects else SHARED_DRIVER if several else ONE_SERIES
    padded = np.zeros((fit.b.size + more,) * 2)
    padded[: fit.b.size, : fit.b.size] = fit.v
    lines = [
        "estimate:",
        f"  equation: {_quoted(words)}",
        f"  method: {{zh: {_quoted(method[0])}, en: {_quoted(method[1])}}}",
        f"  source: {{zh: {_quoted(equation.source[0])}, en: {_quoted(equation.source[1])}}}",
        f"  regions: {rows.region.nunique()}",
        f"  first: {int(rows.year.min())}",
        f"  last: {int(rows.year.max())}",
        f"  n: {fit.n}",
        f"  terms: [{', '.join(_quoted(term) for term in (*equation.x, *known))}]",
        f"  coefficients: {_list([*fit.b, *known.values()])}",
        f"  covariance: [{', '.join(_list(row, 6) for row in padded)}]  # standard errors {_list(errors)}",
    ]
    if spread:
        lines.append(f"  between: {_list([*spread, *(0.0 for _ in known)])}")
    lines.append(f"  r2: {fit.r2:.3f}")
    if parts is not None:
        lines.append("  halves:")
        lines += [
            f"    {name}: {_list(value) if isinstance(value, np.ndarray) else value}" for name, value in parts.items()
        ]
    if calm.n < fit.n:
        lines.append(f"  without_2020: {_list(calm.b)}")
        lines.append(f"  without_2020_errors: {_list(np.sqrt(np.diag(calm.v)))}")
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _list(values: Sequence[float] | np.ndarray, digits: int = 4) -> str:
    return "[" + ", ".join(f"{float(value):.{digits}f}" for value in values) + "]"


# Data ---------------------------------------------------------------------------------------------------------------------


def nation(panels: Path) -> pd.Series:
    """The nation's growth by year, from 2000."""
    rows = pd.read_csv(panels / "china_reference.csv")
    return rows[rows.indicator == NATION].set_index("year").value


def column(panels: Path, panel: str, indicator: str, name: str) -> Frame:
    """One indicator of a panel, without rows in doubt: region, year and the value."""
    rows = pd.read_csv(panels / f"{panel}.csv.gz")
    rows = rows[rows.indicator == indicator]
    if "doubt" in rows:
        rows = rows[~rows.doubt.fillna("").str.contains(DOUBTFUL)]
    return rows.rename(columns={"value": name})[["region", "year", name]].drop_duplicates(["region", "year"])


def with_lag(frame: Frame, name: str) -> Frame:
    """With a column ``name`` + "_1", the year before."""
    before = frame[["region", "year", name]].assign(year=frame.year + 1)
    return frame.merge(before.rename(columns={name: f"{name}_1"}), on=["region", "year"], how="left")


def own(table: str, indicator: str, *, prices: str = "", name: str) -> Frame:
    """The yearly figures of one series of ``data/observations``, the latest published of each year; one region."""
    rows = pd.read_csv(ROOT / "data" / "observations" / f"{table}.csv", dtype=str, keep_default_na=False)
    rows = rows[(rows.indicator == indicator) & rows.form.isin(["growth rate", "level"]) & (rows.bound == "exact")]
    rows = rows[rows.period.str.fullmatch(r"\d{4}") & (rows.mark != "doubtful")]
    rows = rows[rows.price_basis == prices] if prices else rows
    rows = rows.sort_values("published", kind="stable").drop_duplicates("period", keep="last")
    found = pd.DataFrame({"region": table, "year": rows.period.astype(int), name: rows.value.astype(float)})
    return found.sort_values("year").reset_index(drop=True)


def beside_nation(frame: Frame, panels: Path) -> Frame:
    """With the nation's growth, own figures before the panel's, and that of the year before."""
    grown = own("china", "economy.gdp_growth", name="g").set_index("year").g.combine_first(nation(panels))
    return frame.assign(g=frame.year.map(grown), g_1=(frame.year - 1).map(grown), dg=frame.year.map(grown.diff()))


def cities(panels: Path) -> Frame:
    grown = column(panels, "cn_cities", "gdp_growth", "growth")
    return beside_nation(grown, panels)


def city_services(panels: Path) -> Frame:
    share = with_lag(column(panels, "cn_cities", "services_share", "share"), "share")
    share.loc[share.year.isin([2004, 2005, 2018, 2019]), "share"] = np.nan  # census bases
    return share.merge(column(panels, "cn_cities", "gdp_growth", "growth"), on=["region", "year"], how="left")


def country_services(panels: Path) -> Frame:
    share = with_lag(column(panels, "wdi_yearly", "Services VA NV.SRV.TOTL.ZS", "share"), "share")
    grown = column(panels, "wdi_yearly", "GDP growth NY.GDP.MKTP.KD.ZG", "growth")
    found = share.merge(grown, on=["region", "year"], how="left")
    return found[found.year >= 1991]


def provincial(name: str, indicator: str) -> Callable[[Path], Frame]:
    def read(panels: Path) -> Frame:
        rows = with_lag(column(panels, "cn_provinces", indicator, name), name)
        return beside_nation(rows.assign(change=rows[name] - rows[f"{name}_1"]), panels)

    return read


def single(table: str, indicator: str, name: str, prices: str = "") -> Callable[[Path], Frame]:
    def read(panels: Path) -> Frame:
        rows = with_lag(own(table, indicator, prices=prices, name=name), name)
        rows = rows.assign(change=rows[name] - rows[f"{name}_1"])
        with np.errstate(invalid="ignore", divide="ignore"):
            rows = rows.assign(percent=100 * np.log(rows[name] / rows[f"{name}_1"]))
        return beside_nation(rows, panels)

    return read


def revenue(_: Path) -> Frame:
    rows = own("dalian", "finance.budget_revenue_growth", name="revenue")
    grown = own("dalian", "economy.gdp_growth", name="g")
    return rows.merge(grown[["year", "g"]], on="year", how="left")


CITIES = (
    "全国140个地级以上城市年度数据（后期修订数），全国增速取世界银行WDI和已公布数",
    "yearly figures of 140 Chinese cities (later revised); growth of the nation by the World Bank's WDI and as published",
)
CITY_SHARES = (
    "全国139个地级以上城市年度数据，剔除普查换基年份（2004、2005、2018、2019）",
    "yearly figures of 139 Chinese cities, without the years in which a census moved the base (2004, 2005, 2018, 2019)",
)
COUNTRIES = ("世界银行WDI，1991年起各国数据", "World Bank, World Development Indicators, countries from 1991")
PROVINCES = (
    "31个省级地区年度数据，全国增速取世界银行WDI和已公布数",
    "yearly figures of 31 provinces; growth of the nation by the World Bank's WDI and as published",
)
NATIONAL = (
    "本库全国数据（data/observations/china.csv），增速缺年取世界银行WDI",
    "the nation's figures of data/observations/china.csv; growth of missing years by the World Bank's WDI",
)
DALIAN = ("本库大连市数据（data/observations/dalian.csv）", "Dalian's figures of data/observations/dalian.csv")
LIAONING = ("本库辽宁省数据（data/observations/liaoning.csv）", "Liaoning's figures of data/observations/liaoning.csv")

EQUATIONS = (
    Equation("city-nation-growth", "growth", {"0": "g"}, "growth[city, t] = a[city] + {0} growth[nation, t] + e", CITIES, cities),
    Equation("province-nation-growth", "growth", {"0": "g"}, "growth[Liaoning, t] = a + {0} growth[nation, t] + e", LIAONING, single("liaoning", "economy.gdp_growth", "growth")),
    Equation("services-growth", "share", {"0": "growth", "carry": "share_1"}, "share[city, t] = a[city] + c[t] + {0} growth[city, t] + {1} share[city, t-1] + e", CITY_SHARES, city_services, year_effects=True),
    Equation("services-growth-nation", "share", {"0": "growth", "carry": "share_1"}, "share[country, t] = a[country] + c[t] + {0} growth[country, t] + {1} share[country, t-1] + e", COUNTRIES, country_services, year_effects=True),
    Equation("registered-unemployment-growth", "change", {"0": "g", "1": "g_1"}, "u[province, t] - u[province, t-1] = a[province] + {0} growth[nation, t] + {1} growth[nation, t-1] + e", PROVINCES, provincial("u", "registered_unemployment"), known={"carry": 1.0}),
    Equation("surveyed-unemployment-growth", "change", {"0": "g"}, "u[t] - u[t-1] = a + {0} growth[t] + e", NATIONAL, single("china", "employment.surveyed_unemployment", "u"), known={"carry": 1.0}),
    Equation("prices-growth", "cpi", {"0": "g", "1": "g_1"}, "prices[province, t] = a[province] + {0} growth[nation, t] + {1} growth[nation, t-1] + e", PROVINCES, provincial("cpi", "cpi_growth")),
    Equation("income-growth", "income", {"0": "g"}, "real income[t] = a + {0} growth[t] + e", NATIONAL, single("china", "income.resident_disposable_growth", "income", "constant")),
    Equation("urban-income-growth", "income", {"0": "g"}, "real income[t] = a + {0} growth[t] + e", NATIONAL, single("china", "income.urban_disposable_growth", "income", "constant")),
    Equation("productivity-growth", "productivity", {"0": "g"}, "productivity[t] = a + {0} growth[t] + e", NATIONAL, single("china", "economy.labour_productivity_growth", "productivity")),
    Equation("jobs-growth", "percent", {"0": "dg"}, "100 log(jobs[t] / jobs[t-1]) = a + {0} (growth[t] - growth[t-1]) + e", NATIONAL, single("china", "employment.new_jobs", "jobs")),
    Equation("revenue-growth", "revenue", {"0": "g"}, "revenue growth[t] = a + {0} growth[t] + e", DALIAN, revenue),
)  # fmt: skip


if __name__ == "__main__":
    main()
