"""退回修改: what goes back to a unit (docs/核验规则.md 退回修改)."""
