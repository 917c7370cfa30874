"""The reports: measures in, blocks out; all wording, charts and number formats."""

__all__ = ["assessment", "cases", "funds", "intake", "leaderboard", "overview", "quarterly", "risk"]
