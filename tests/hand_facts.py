"""Facts of frames made by hand: what a test does not give has no rows."""

from __future__ import annotations

from types import SimpleNamespace

import pandas as pd

from sanzi_lib.measures.facts import Facts, build_facts
from sanzi_lib.months import Month
from sanzi_lib.params.programme import Programme
from sanzi_lib.schema import CASES, FUNDS, MOVEMENTS, PROJECTS, RETURNS

SCHEMAS = {
    "movements": MOVEMENTS,
    "cases": CASES,
    "returns": RETURNS,
    "projects": PROJECTS,
    "funds": FUNDS,
}


def gather(
    movements: pd.DataFrame | None,
    cases: pd.DataFrame | None,
    returns: pd.DataFrame | None,
    programme: Programme,
    month: Month,
    projects: pd.DataFrame | None = None,
    funds: pd.DataFrame | None = None,
) -> Facts:
    """The facts of these frames."""
    given = {"movements": movements, "cases": cases, "returns": returns, "projects": projects, "funds": funds}
    frames = {
        name: pd.DataFrame({column: pd.Series(dtype=dtype) for column, dtype in schema.items()})
        if given.get(name) is None
        else given[name]
        for name, schema in SCHEMAS.items()
    }
    return build_facts(SimpleNamespace(**frames), programme, month)
