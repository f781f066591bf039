"""Tests, benchmarks and the pictures of the README. Nothing in here ships in the wheel."""
