"""The sections of the reports, one noun per module; all wording stands here."""
