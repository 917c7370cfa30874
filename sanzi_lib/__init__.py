"""三资榜单: boards of state assets, resources and funds, from returned workbooks to documents.

What a notebook may import from is public: the rooms and modules that ``__all__`` lists, here and in each room.
"""

__all__ = ["ledger", "measures", "notebook", "reports"]

__version__ = "0.1.0"
