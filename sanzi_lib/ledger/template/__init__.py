"""The blank return that a unit fills in (docs/核验规则.md 月报)."""

from sanzi_lib.ledger.template.write import build_return, build_template, write_template

__all__ = ["build_return", "build_template", "write_template"]
