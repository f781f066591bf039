"""What a signed-in person can do. Refuses to hold SQL text, to draw, and to read any clock but the one given."""
