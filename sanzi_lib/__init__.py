"""三资榜单: boards of state assets, resources and funds, from returned workbooks to documents."""

__version__ = "0.1.0"
