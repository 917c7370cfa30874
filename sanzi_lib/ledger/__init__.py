"""The ledger: returned workbooks in, checked and accepted frames out."""
