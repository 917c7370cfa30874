"""退回修改: what goes back to a unit (domain §4, last paragraph)."""
