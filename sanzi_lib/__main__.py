"""``python -m sanzi_lib`` is ``sanzi``."""

from __future__ import annotations

from sanzi_lib.cli.app import main

# A guard, because worker processes are spawned and import this module again.
if __name__ == "__main__":
    main()
