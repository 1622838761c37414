"""Who has the floor, and what kind of act each clause is."""
