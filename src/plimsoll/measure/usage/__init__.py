"""Measuring from a cluster's own records: accounting, bills and counters become rows, sealed and totalled."""
