"""Believable returns of any programme, marked 演示; every figure in them is invented."""

from sanzi_lib.sample.write import write_sample

__all__ = ["write_sample"]
