"""Reads remittances (X12 835). Refuses to guess: a file that is not whole, or is something else, is not read at all."""
