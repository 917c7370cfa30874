"""The ledger: returned workbooks in, checked and accepted frames out."""

__all__ = ["check_counts", "tally"]
