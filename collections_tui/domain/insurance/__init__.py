"""The insurer's side: claims and their deadlines, what was agreed, what remittances say. Refuses to read any clock."""
