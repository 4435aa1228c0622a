"""What a projection may be asked: refused here, in words, before anything is computed."""

from __future__ import annotations

from typing import get_args

from shkplan.base.errors import ParameterError, among, whole
from shkplan.base.messages import said
from shkplan.base.shown import shown
from shkplan.distributions.links import LinkName
from shkplan.evidence.series import AnnualSeries
from shkplan.register.scenario import Scenario

FARTHEST = 60  # years beyond the measured ones; further on every band says no more than that nobody knows
MOST = 40_000_000  # numbers in the paths of one projection, 320 MB; drawing them takes six times that


def must_hold(n_paths: int, years: int) -> None:
    """Refuse more paths of more years than a computer holds.

    Raises:
        ParameterError: with how many it would hold.
    """
    if n_paths * years > MOST:
        raise ParameterError(
            said(
                "n_paths: found {n_paths} paths of {years} years, expected at most {most:,} numbers in all, which "
                "take about 2 GB. Ask for {fewer:,} paths or fewer, or for fewer years.",
                n_paths=n_paths,
                years=years,
                most=MOST,
                fewer=MOST // years,
            )
        )


def must_be_asked_well(
    series: object, to: object, since: object, seed: object, n_paths: object, link: object, scenario: object
) -> None:
    """Refuse what is no question, before anything is allocated.

    Raises:
        ParameterError: a series, scenario, year, seed or number of paths that is none, or years further off than anybody can tell.
        UnknownName: a link nobody knows.
    """
    if not isinstance(series, AnnualSeries):
        kind = type(series).__name__
        raise ParameterError(
            said("series: found a {kind}, expected a yearly series; shkplan.series(...) makes one.", kind=kind)
        )
    if scenario is not None and not isinstance(scenario, Scenario):
        raise ParameterError(
            said(
                "scenario: found {scenario}, expected a scenario; "
                "shkplan.load_scenario(...) reads the one of an id or a file.",
                scenario=shown(scenario),
            )
        )
    among("link", link, get_args(LinkName))
    whole("seed", seed, said("a whole number, 0 or more"), least=0)
    whole("n_paths", n_paths, said("a number of paths, 1 or more"), least=1)
    last = whole("to", to, said("a calendar year such as 2035"))
    first = last if since is None else whole("since", since, said("a calendar year such as 2015"))
    if last < first:
        raise ParameterError(said("since: found {first}, expected a year up to to={last}.", first=first, last=last))
    if series.years:
        _must_be_in_sight(series, first, last)


def _must_be_in_sight(series: AnnualSeries, first: int, last: int) -> None:
    """Refuse years that begin or end where nothing is to be told.

    Raises:
        ParameterError: the last one was measured and later ones too, or one lies too far off.
    """
    if last < series.years[-1]:
        raise ParameterError(
            said(
                "to={last} is before the last measured year {measured}; give a later year",
                last=last,
                measured=series.years[-1],
            )
        )
    earliest, latest = series.years[0] - FARTHEST, series.years[-1] + FARTHEST
    for name, year in (("to", last), ("since", first)):
        if not earliest <= year <= latest:
            raise ParameterError(
                said(
                    "{name}: found {year}, expected {earliest} to {latest}: {indicator} was measured {span}, and no "
                    "model here tells of more than {farthest} years beyond.",
                    name=name,
                    year=year,
                    earliest=earliest,
                    latest=latest,
                    indicator=series.indicator.id,
                    span=f"{series.years[0]}-{series.years[-1]}",
                    farthest=FARTHEST,
                )
            )
