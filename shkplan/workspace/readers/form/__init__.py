"""The department's form read back: a workbook that clerks filled in, in Chinese and English."""

from shkplan.workspace.readers.form.reading import form_remarks, is_form, read_form

__all__ = ["form_remarks", "is_form", "read_form"]
