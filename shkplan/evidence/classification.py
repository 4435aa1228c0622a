"""What a published figure tells of an indicator: the one classification that series, revisions, clues and checks read.

============  ======================================================================================
tells         the figure is
============  ======================================================================================
value         the value of one year, exact, on the indicator's prices
about         the same, rounded
within        the same so far: of the months from January on, never of the year
bound         a limit to the values of a year or of each year of a range, or about the values of a range
sum           the sum over a range, of a flow
mean          the mean over a range
change        the compounded change over a range, of a rate of growth
rate          the growth of a level or a flow
other form    of a form in which the indicator is not measured
other prices  on another price basis
============  ======================================================================================
"""

from __future__ import annotations

from typing import Literal

from shkplan.evidence.observation import Form, Observation
from shkplan.register.plan import Indicator, Measure

Tells = Literal["value", "about", "within", "bound", "sum", "mean", "change", "rate", "other form", "other prices"]

# The forms in which a figure may be recorded under an indicator, its own first.
FORMS: dict[Measure, tuple[Form, ...]] = {
    "level": ("level", "mean"),
    "flow": ("level", "sum", "mean"),
    "growth": ("growth rate", "mean", "change"),
}


def own_form(indicator: Indicator) -> Form:
    """The form of a figure that is the indicator's value of a year."""
    return FORMS[indicator.measure][0]


def tells(figure: Observation, indicator: Indicator) -> Tells:
    """What a figure tells of an indicator; see above."""
    if figure.price_basis != indicator.price_basis:
        return "other prices"
    if figure.period.within:
        return "within" if figure.form == own_form(indicator) else "other form"
    if figure.form == own_form(indicator):
        if figure.bound in ("exact", "about") and figure.period.is_year:
            return "value" if figure.bound == "exact" else "about"
        return "bound"
    if figure.form == "growth rate":
        return "rate"
    # sum, mean or change
    return figure.form if figure.form in FORMS[indicator.measure] else "other form"  # type: ignore[return-value]
