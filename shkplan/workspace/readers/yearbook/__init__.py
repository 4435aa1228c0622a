"""Tables of statistics yearbooks: years across or down.

A sheet becomes figures in four steps, each of which stands on the one before:

- what is there: ``cells`` (what one text may say), ``spots`` (cells with their places, and the account of them), ``headings``
  (what names, units and prices a heading holds), ``lines`` (what stands above and below a table);
- how it is laid out: ``axis`` (where the years stand), ``layout`` (a sheet taken apart), ``block`` (one table of it);
- what it is about: ``facts`` (the file beside), ``names`` (indicators and regions of the plan), ``contradictions`` (where the
  two say different things);
- what is read: ``remarks`` (footnotes and comments), ``value`` (unit, prices and number), ``reader`` (one table), ``table``
  (one file; the way in from outside).
"""
