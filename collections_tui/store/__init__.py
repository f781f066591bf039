"""The only room that speaks SQL. Refuses to let a row, a placeholder or a driver error leave it."""
