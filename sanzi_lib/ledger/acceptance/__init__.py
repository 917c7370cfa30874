"""Acceptance: which return counts, what goes back, and the accepted frames (docs/核验规则.md 几份月报、退回修改)."""
