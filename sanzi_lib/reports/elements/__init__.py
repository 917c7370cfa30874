"""What several reports are made of: blocks, cells, charts, sentences."""
