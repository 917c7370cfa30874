"""The measures: accepted frames in, boards and summaries out; pure and exact (domain §5)."""

__all__ = [
    "assessment",
    "board",
    "casebook",
    "facts",
    "funds",
    "month_projects",
    "overview",
    "portions",
    "quarter",
]
