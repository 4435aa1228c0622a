"""The pooled model: few figures of a region, many of its sister regions; :mod:`.model` is the essay."""

from shkplan.models.pooled.borrowing import Borrowing, Sisters
from shkplan.models.pooled.dynamics import Dynamics
from shkplan.models.pooled.model import Pooled, PooledFit
from shkplan.models.pooled.reference_class import Classes, Known, ReferenceClass

__all__ = ["Borrowing", "Classes", "Dynamics", "Known", "Pooled", "PooledFit", "ReferenceClass", "Sisters"]
