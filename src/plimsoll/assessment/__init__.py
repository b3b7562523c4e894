"""Facts and laws brought together for one day."""
