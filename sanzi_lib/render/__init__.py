"""The renderers: blocks in, HTML, PDF and XLSX out."""
