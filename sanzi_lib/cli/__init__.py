"""The command line ``sanzi``."""
