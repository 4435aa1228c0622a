"""How values are shown: the language, the fonts, tables, charts, and what a notebook is told of them."""
