"""The department's form: a workbook that clerks fill in, in Chinese and English."""

from shkplan.exchange.form.writing import form_workbook, write_asked_form, write_form

__all__ = ["form_workbook", "write_asked_form", "write_form"]
