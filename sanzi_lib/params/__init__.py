"""Parameters: programmes and runs, as frozen models, and the only readers of YAML and CSV parameter files."""
