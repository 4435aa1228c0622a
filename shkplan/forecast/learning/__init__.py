"""How the weights of the default model are learned from public panels; nothing of a panel stays in the package."""

from shkplan.forecast.learning.prior import learn_prior

__all__ = ["learn_prior"]
