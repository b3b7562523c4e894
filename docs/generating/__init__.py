"""What `docs/generate.py` makes: one module a page, and the examples of all of them."""
