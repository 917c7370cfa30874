"""The renderers: blocks in, HTML, PDF, XLSX and DOCX out; the formats are listed in one registry."""
