"""The third reading of a text, *vectorise*: the same expressions over a whole table of models at once.

Nothing of a law is written here, and of the language only what arrays ask for. Where *decide* reads a fact of one
subject, this reads a column; what a leaf makes of a value is asked of the very leaf of *decide*, once for each value
that the column holds. What masks leave open is decided by *decide* itself, so that a table and a model never disagree.
"""
