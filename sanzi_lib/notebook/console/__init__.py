"""The console for the analyst: choose, see who has reported, check, run, open (docs/控制台.md).

Widgets live here alone. The work is done by the functions of :mod:`sanzi_lib.run` that the commands use, in a process
of its own.
"""

from pathlib import Path

from sanzi_lib.errors import ParameterError
from sanzi_lib.notebook.console.desk import Desk
from sanzi_lib.notebook.shell import find_shell, read_parameters
from sanzi_lib.params.console import ConsoleParams
from sanzi_lib.params.load import read_programmes
from sanzi_lib.params.root import find_root
from sanzi_lib.run.ask.request import resolve


def begin() -> Desk:
    """Check the parameters of the console's notebook and build the console.

    A console that an earlier run of the notebook left is ended, with what it was doing.

    Raises:
        ParameterError: A parameter is unknown or wrong, there is no programme that holds together, or this is no
            notebook.
    """
    shell = find_shell()
    params = read_parameters(ConsoleParams, shell)
    root = find_root(Path.cwd())
    programmes, problems = read_programmes(resolve(root, params.params, ""))
    if not programmes:
        raise ParameterError("\n".join(problems))
    for name, value in list(shell.user_ns.items()):
        if isinstance(value, Desk) and not name.startswith("_"):
            value.close()
    return Desk(params, root, programmes, problems)


__all__ = ["Desk", "begin"]
