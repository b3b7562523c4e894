"""The sealed record: facts appended with who said them and when, asked for as of a day, kept and let go by rule."""
