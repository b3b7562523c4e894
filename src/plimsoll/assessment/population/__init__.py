"""A population: many models in one table, assessed at once; as many facts files as it has developers, by definition."""
