"""The yardsticks of others beside ours, one module each: a function of plain numbers, and how it reads a target.

Each function gives its formula and source; its numbers are those of ``data/reference/yardsticks.yaml``. What each makes of one
target is a :class:`~shkplan.assessment.yardsticks.base.Gauged`; all of them together are ``a.yardsticks``.
"""
