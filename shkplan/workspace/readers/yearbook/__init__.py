"""Tables of statistics yearbooks: years across or down."""
