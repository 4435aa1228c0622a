"""The department's form read back: a workbook that clerks filled in, in Chinese and English."""

from shkplan.workspace.readers.form.answers import Answer, Answered
from shkplan.workspace.readers.form.reading import answered, form_remarks, is_form, read_form

__all__ = ["Answer", "Answered", "answered", "form_remarks", "is_form", "read_form"]
