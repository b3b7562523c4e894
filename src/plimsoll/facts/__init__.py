"""What can be known: exact quantities, the entries of a facts file, and reading them with places for errors."""
