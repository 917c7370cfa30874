"""Blocks to DOCX."""
