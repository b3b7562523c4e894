"""Examine: what a text leaves open, found from its rules alone, each finding with facts that show it.

The rules are read once more, over facts that are not given but sought: a scene of a few models, an organization,
an incident. A solver fills it in.
"""
