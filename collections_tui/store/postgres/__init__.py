"""The store on PostgreSQL, for a floor that one machine cannot seat. Refuses to keep anything in the session."""
