"""Terms, lines, judgments and readings as one small expression tree, and its readings."""
