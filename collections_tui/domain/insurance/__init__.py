"""The insurer's side: claims and their deadlines, what was agreed, and what remittances say. Refuses to read any clock."""
