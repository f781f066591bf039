"""Documents for customers: records and a template become a PDF, plain text, or HTML for mail.

Refuses to know where the records come from and where the documents go. Text from outside is made safe once, in
``fields``, for every form of a document.
"""
