"""Blocks to XLSX."""
