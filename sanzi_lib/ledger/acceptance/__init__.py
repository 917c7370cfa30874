"""Acceptance: which return counts, what goes back, and the accepted frames (domain §3, §4)."""
