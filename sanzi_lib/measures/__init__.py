"""The measures: accepted frames in, boards and summaries out; pure and exact (domain §5)."""

__all__ = [
    "assessment",
    "board",
    "casebook",
    "city",
    "funds",
    "history",
    "month_projects",
    "quarter",
    "rank_history",
    "unit_kinds",
]
