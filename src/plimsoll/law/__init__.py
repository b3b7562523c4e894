"""What the texts say: the language they are written in, the texts, and anchors to their official wording."""
