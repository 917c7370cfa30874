"""The append-only journal of accepted returns: one immutable Parquet file per unit, month and version."""
