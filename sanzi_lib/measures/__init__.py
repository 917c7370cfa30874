"""The measures: accepted frames in, boards and summaries out; pure and exact (domain §5)."""
