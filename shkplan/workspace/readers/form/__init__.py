"""The department's form read back: a workbook that clerks filled in, in Chinese and English."""

from shkplan.workspace.readers.form.answers import Answer
from shkplan.workspace.readers.form.reading import answered, is_form, read_form

__all__ = ["Answer", "answered", "is_form", "read_form"]
