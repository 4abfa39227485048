"""How well privacy notices are read, measured on labelled ones."""
