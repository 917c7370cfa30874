"""The blank return that a unit fills in (domain §3)."""

from sanzi_lib.ledger.template.write import build_return, build_template, write_template

__all__ = ["build_return", "build_template", "write_template"]
