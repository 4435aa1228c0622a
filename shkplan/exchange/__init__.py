"""Figures that come in and go out: forms, imports, exports."""
