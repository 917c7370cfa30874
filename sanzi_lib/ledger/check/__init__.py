"""The checks (docs/核验规则.md 规则): one table of small pure functions, from a read return to findings."""
