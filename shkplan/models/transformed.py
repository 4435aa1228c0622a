"""A model of one scale, put on the link that fits where the quantity lives.

The values go through the link, the model is fitted there, and every answer comes back: a law as ``Linked``, a path
through the inverse. "linear" on the log link is the log-linear trend and on the logit the logit trend; "drift" on the
log link is constant mean growth.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np
import numpy.typing as npt

from shkplan.base.errors import NotAssessable
from shkplan.base.values import ByValue
from shkplan.distributions.columns import StudentColumns
from shkplan.distributions.links import LINE, FloatArray, Identity, LinkFunction, LinkName, Support
from shkplan.distributions.marginals import Students
from shkplan.distributions.predictive import Law, Linked, Point
from shkplan.models.base import CommonFit, IntArray, Model, ScaleFit, ScaleModel, calendar, measurements
from shkplan.models.draws import Draws
from shkplan.models.together import Block, ManyOnScale, Told, refused, taken

__all__ = ["LinkedFit", "OnLink", "together_on_link"]

_NEARLY = 1e-6  # of the values: so flat a series is looked at by itself, whether it has any scatter


@dataclass(frozen=True)
class OnLink:
    """The model ``inner`` on the link that the support (or the caller) asks for."""

    inner: ScaleModel

    by_bounds: ClassVar[bool] = True

    @property
    def name(self) -> str:
        return self.inner.name

    @property
    def minimum(self) -> int:
        return self.inner.minimum

    def fit(
        self, years: npt.ArrayLike, values: npt.ArrayLike, support: Support = LINE, link: LinkName = "auto"
    ) -> LinkedFit:
        """The fit to a series in its unit; see :meth:`shkplan.models.base.Model.fit`."""
        transform = support.link(link)
        when, what = measurements(self, years, values)
        return LinkedFit(what, transform, self.inner.fit(when, transform.forward(what)))

    def together(self, block: Block, asked: IntArray) -> Told:
        """The laws of a block, whose series have the same bounds; as in :class:`shkplan.models.together.Together`."""
        if not isinstance(self.inner, ManyOnScale):
            return self._one_by_one(block, asked)
        many = self.inner.many
        return together_on_link(self, block, asked, lambda _, z: many(block.years, z, asked))

    def _one_by_one(self, block: Block, asked: IntArray) -> Told:
        """The laws of fits made one after the other."""
        rows, reasons = dict[int, Students](), dict[int, str]()
        for at, values in enumerate(block.values):
            try:
                rows[at] = self.fit(block.years, values, block.support(), block.link).marginals(asked)
            except (NotAssessable, ValueError) as error:
                reasons[at] = str(error)
        if not rows:
            return Told((), reasons)
        told = list(rows.values())
        loc, scale = (np.stack(part, axis=1).ravel() for part in ([r.loc for r in told], [r.scale for r in told]))
        df = np.tile([float(one.df) for one in told], asked.size)
        return Told(((np.array(list(rows)), StudentColumns(df, loc, scale, told[0].link)),), reasons)


def together_on_link(
    model: Model,
    block: Block,
    asked: IntArray,
    many: Callable[[LinkFunction, FloatArray], tuple[float, FloatArray, FloatArray]],
) -> Told:
    """What a model says of a block whose series have the same bounds, from its Student t laws on the link.

    Args:
        model: whose fits are asked why, where one refuses.
        block: the series.
        asked: the rising years, after the last measured one.
        many: degrees of freedom, and (m, S) places and scales, of the link and (S, n) values on it.
    """
    low, high = block.support().on(block.link).interval
    suspects = np.any((block.values <= low) | (block.values >= high), axis=1) | (block.years.size < model.minimum)
    suspects |= np.ptp(block.values, axis=1) <= _NEARLY * np.max(np.abs(block.values), axis=1)
    try:
        transform: LinkFunction = block.support().link(block.link)
    except ValueError:
        transform, suspects = Identity(), np.ones_like(suspects)
    reasons = refused(model, block, suspects)
    fine = taken(len(suspects), reasons)
    if not fine.size:
        return Told((), reasons)
    df, loc, scale = many(transform, transform.forward(block.values[fine]))
    assert loc.shape == scale.shape == (asked.size, fine.size)
    return Told(((fine, StudentColumns(np.full(loc.size, df), loc.ravel(), scale.ravel(), transform)),), reasons)


@dataclass(frozen=True, eq=False)
class LinkedFit(ByValue, CommonFit):
    """What a model of one scale says of the quantity itself.

    Attributes:
        values: (n,) the measured values, in their unit.
        transform: the link.
        inner: the fit on its scale.
    """

    values: FloatArray
    transform: LinkFunction
    inner: ScaleFit

    holds_choice = False

    @property
    def model(self) -> str:
        return self.inner.model

    @property
    def link(self) -> str:
        return type(self.transform).__name__.lower()

    @property
    def reference(self) -> object | None:
        """The reference class it borrowed from; None where it borrowed from none."""
        return getattr(self.inner, "reference", None)

    @property
    def years(self) -> IntArray:  # type: ignore[override]  # told by the inner fit
        return self.inner.years

    @property
    def df(self) -> float:
        return self.inner.df

    @property
    def scale(self) -> float:
        return self.inner.scale

    def law(self, year: int) -> Law:
        """The law of one year: Point if measured, else the model's law through the link."""
        law = self.inner.law(year)
        if isinstance(law, Point):
            return Point(float(self.values[np.searchsorted(self.years, year)]))
        return law if isinstance(self.transform, Identity) else Linked(law, self.transform)

    def marginals(self, years: npt.ArrayLike) -> Students:
        """The laws of rising years that were not measured, a row each."""
        return replace(self.inner.marginals(years), link=self.transform)

    def draws(self, years: npt.ArrayLike, n_paths: int, rng: np.random.Generator) -> Draws:
        """Joint paths of the rising ``years``, one scale and one covariance for all of them."""
        asked = calendar(years)
        known = np.isin(asked, self.years)
        measured = np.full(asked.size, np.nan)
        measured[known] = self.values[np.searchsorted(self.years, asked[known])]
        alike = np.zeros(n_paths, dtype=np.int64)
        z, conditional = self.inner.paths(asked, n_paths, rng), self.inner.covariance(asked)[np.newaxis]
        return Draws(asked, measured, (self.transform,), alike, alike, z, conditional, self.transform.support)
