"""The whole report as one document to print and to send on: what the pages show, set by typst.

The HTML that values show themselves in becomes a tree (``markup``), the tree the code of typst (``blocks``, ``tables``),
the sections of all pages one document (``document``), and that a PDF (``setting``). Equal notebooks give equal bytes.
"""
