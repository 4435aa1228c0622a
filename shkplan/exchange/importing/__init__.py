"""Figures from elsewhere taken into the workspace: seen before they are written, all of them or none.

What a workspace holds is never changed, only added to. A figure that says something else than an earlier one of the
same source, published later, is written below it: the earlier row stays, and the two together are the record of the
revision. One that contradicts the same source without being later is a conflict, and refused. Another source may say
another thing: the two stand side by side, and :func:`shkplan.evidence.observation.rank` picks.

``arrival`` tells what each figure is to those that are there, ``jumps`` which are too far from them to be taken without a word,
``planning`` reads and looks, ``writing`` writes, ``showing`` says all of it in a terminal.
"""

from shkplan.exchange.importing.arrival import Arrival, amount, compare
from shkplan.exchange.importing.jumps import Jump, jumps_among
from shkplan.exchange.importing.planning import plan_import
from shkplan.exchange.importing.showing import settled
from shkplan.exchange.importing.writing import Import

__all__ = ["Arrival", "Import", "Jump", "amount", "compare", "jumps_among", "plan_import", "settled"]
