"""The catalogue of all reports, ``reports/index.html`` and ``reports/feed.xml``: which there are, of which day, in what state.

What the log of runs tells and what stands in the folders is joined (:mod:`~shkplan.operations.catalogue.gathering`), shown as one
page a language (:mod:`~shkplan.operations.catalogue.page`) and told as news (:mod:`~shkplan.operations.catalogue.feed`). The same log
and the same folders give the same bytes: no time enters but those of the runs.
"""

from shkplan.operations.catalogue.writing import write_catalogue

__all__ = ["write_catalogue"]
