"""Paying in parts: terms, schedules, the client's policy, the customer's means, and what becomes of it all.

Pure records and rules; refuses to know who agrees to what, or where anything is kept. ``docs/arrangements.md`` tells
people what the rules are.
"""
