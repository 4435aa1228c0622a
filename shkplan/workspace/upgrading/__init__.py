"""A workspace brought to the format of today: what would change is shown first, then all of it is done, or nothing.

No line of a person is lost: comments, order, own entries, own columns, encoding and line ends stay; what is replaced is kept in
``backup``. A migration is a module of its own (``to_2``), entered in :data:`~shkplan.workspace.upgrading.upgrade.MIGRATIONS`; what is
renewed whatever the format, such as shipped notebooks that nobody changed, is done after them.
"""

from shkplan.workspace.upgrading.upgrade import WorkspaceUpgrade, planned

__all__ = ["WorkspaceUpgrade", "planned"]
