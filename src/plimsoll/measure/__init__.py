"""Instruments that count operations and cost: they know no law and no record, and give facts."""
