"""The checks (domain §4): one table of small pure functions, from a read return to findings."""
