"""What crosses the border: files in, files out. Refuses to know the database and the screen."""
