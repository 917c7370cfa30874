"""Reading: a returned workbook in, typed rows with all that is wrong in single cells out (docs/核验规则.md 月报)."""
