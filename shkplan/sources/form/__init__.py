"""The department's form: a workbook that clerks fill in, in Chinese and English, and the figures read back from it."""

from shkplan.sources.form.reading import form_remarks, is_form, read_form
from shkplan.sources.form.writing import form_workbook, write_form

__all__ = ["form_remarks", "form_workbook", "is_form", "read_form", "write_form"]
