"""The returns that count, and what is kept and written of them: the journal, checks.json, what goes back to units."""
