"""Contact rules: whether a number may be dialled, why not, and when it may again. ``docs/contact-rules.md`` lists them.

Pure functions of a ``Case`` and an instant. Every rule says its source and what it found, also where it allows. Refuses
to know a clock, a database or an outcome's code: whoever asks brings all of it in the case.
"""
