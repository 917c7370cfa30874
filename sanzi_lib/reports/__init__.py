"""The reports: measures in, blocks out; all wording, charts and number formats."""
