"""Settings of the site, for both languages; which one is asked for comes from ``docs/build.py``."""

from __future__ import annotations

import shkplan

project = "shkplan"
author = "shkplan"
release = version = shkplan.__version__
extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon", "docs.extension"]
myst_enable_extensions = ["colon_fence", "deflist"]
templates_path = ["templates"]
exclude_patterns: list[str] = []

autodoc_typehints = "none"  # what an argument may be is told in the docstring, in words
autodoc_member_order = "bysource"
autodoc_class_signature = "separated"
autodoc_default_options = {"exclude-members": "__init__, __new__"}
napoleon_numpy_docstring = False
napoleon_use_ivar = True

html_theme = "furo"
html_static_path = ["static"]
html_css_files = ["site.css"]
html_copy_source = False
html_show_sourcelink = False
html_show_copyright = False
html_show_sphinx = False
html_show_search_summary = False  # summaries are fetched, which a browser refuses to pages opened as files
html_sidebars = {
    "**": [
        "sidebar/brand.html",
        "sidebar/language.html",
        "sidebar/search.html",
        "sidebar/scroll-start.html",
        "sidebar/navigation.html",
        "sidebar/scroll-end.html",
    ]
}
