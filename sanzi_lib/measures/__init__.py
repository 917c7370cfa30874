"""The measures: accepted frames in, boards and summaries out; pure and exact (docs/指标口径.md)."""

__all__ = ["assessment", "board", "casebook", "facts", "funds", "month_projects", "overview", "portions", "quarter"]
