"""Reading: a returned workbook in, typed rows with all that is wrong in single cells out (domain §3)."""
