"""Benchmarks: figures anyone can print with ``make bench``. They report; they never fail on a slow machine."""
