"""Pure records and rules. Refuses to read a clock, a file or a database, and to import any other room."""
