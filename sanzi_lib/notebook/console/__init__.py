"""The console for the analyst: choose, see who has reported, check, run, open (docs/控制台.md).

Widgets live here alone. The work is done by the functions of :mod:`sanzi_lib.run` that the commands use, in a process
of its own.
"""

from sanzi_lib.notebook.console.desk import Desk
from sanzi_lib.notebook.console.opening import begin

__all__ = ["Desk", "begin"]
