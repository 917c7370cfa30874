"""Published months: as they stand, read again, verified, made, and put back where their reports have changed."""
