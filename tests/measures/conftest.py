"""Accepted frames by hand: a row is what the test says, everything else is nothing."""

from __future__ import annotations

import sys
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from sanzi_lib.money import to_fen
from sanzi_lib.params.load import read_programme
from sanzi_lib.params.programme import Programme
from sanzi_lib.schema import CASES, FUNDS, MOVEMENTS, PROJECTS, RETURNS, Schema, assert_schema

ROOT = Path(__file__).parents[2]
HERE = str(Path(__file__).resolve().parent)
if HERE not in sys.path:
    sys.path.insert(0, HERE)  # drawn_rows is imported by name
AMOUNTS = {name for name, dtype in MOVEMENTS.items() if dtype in ("int64", "Int64")} - {
    "month",
    "row",
    "restated_month",
}
NOTHING = {"str": "", "int64": 0, "Int64": pd.NA, "bool": False, "boolean": pd.NA, "object": None}


@pytest.fixture(scope="session")
def programme() -> Programme:
    return read_programme(ROOT / "params" / "hengyang-2024")


@pytest.fixture(scope="session")
def changed(programme: Programme) -> Callable[..., Programme]:
    """The programme with other values, its cached properties recomputed."""

    def change(base: Programme = programme, **values: Any) -> Programme:
        data = {name: getattr(base, name) for name in type(base).model_fields}
        return Programme.model_construct(**(data | values))

    return change


def build_frame(rows: list[dict[str, Any]], schema: Schema, name: str) -> pd.DataFrame:
    if unknown := {key for row in rows for key in row} - set(schema):
        raise KeyError(unknown)
    columns = {
        column: pd.Series([row.get(column, NOTHING[dtype]) for row in rows], dtype=dtype)
        for column, dtype in schema.items()
    }
    frame = pd.DataFrame(columns)
    assert_schema(frame, schema, name)
    return frame


def fen(value: object) -> object:
    """Tests say 万元 as text; a frame holds 分."""
    return to_fen(Decimal(value)) if isinstance(value, str) else value


@pytest.fixture(scope="session")
def movements() -> Callable[..., pd.DataFrame]:
    """Rows of 盘活情况表: amounts as text of 万元, quantities as text with ``measure``."""

    def build(*rows: dict[str, Any]) -> pd.DataFrame:
        full = []
        for number, row in enumerate(rows, start=5):
            values = {"row": number, "category": "资源", "subcategory": "水利", "method": "用"} | row
            values = {key: fen(value) if key in AMOUNTS else value for key, value in values.items()}
            if "quantity" in values:
                values["quantity"] = Decimal(values["quantity"])
            full.append(values)
        return build_frame(full, MOVEMENTS, "movements")

    return build


@pytest.fixture(scope="session")
def cases() -> Callable[..., pd.DataFrame]:
    def build(*rows: dict[str, Any]) -> pd.DataFrame:
        return build_frame([{"row": number} | row for number, row in enumerate(rows, start=2)], CASES, "cases")

    return build


@pytest.fixture(scope="session")
def funds() -> Callable[..., pd.DataFrame]:
    """Rows of 存量资金: amounts and years as text."""

    def build(*rows: dict[str, Any]) -> pd.DataFrame:
        full = []
        for number, row in enumerate(rows, start=5):
            values = {"row": number, "month": 6} | row
            values |= {key: fen(values[key]) for key in ("income", "carryover", "recovered") if key in values}
            values |= {"years": Decimal(values["years"])} if "years" in values else {}
            full.append(values)
        return build_frame(full, FUNDS, "funds")

    return build


@pytest.fixture(scope="session")
def returns(programme: Programme) -> Callable[..., pd.DataFrame]:
    """Returns of all units from January on: accepted on time unless ``exceptions`` say otherwise.

    An exception is a state, days late, or both.
    """

    def build(
        through: int,
        exceptions: dict[tuple[str, int], str | int | tuple[str, int | None]] | None = None,
        programme: Programme = programme,
    ) -> pd.DataFrame:
        rows = []
        for unit in programme.units:
            for month in range(1, through + 1):
                given = (exceptions or {}).get((unit.code, month), "accepted")
                if isinstance(given, int):
                    given = ("accepted", given)
                if isinstance(given, str):
                    given = (given, None if given == "not_reported" else 0)
                state, late = given
                rows.append(
                    {"unit": unit.code, "month": month, "state": state, "days_late": pd.NA if late is None else late}
                )
        return build_frame(rows, RETURNS, "returns")

    return build


@pytest.fixture(scope="session")
def projects() -> Callable[..., pd.DataFrame]:
    """Rows of 项目台账."""

    def build(*rows: dict[str, Any]) -> pd.DataFrame:
        full = [{"row": number, "persons": (), "category": "资源"} | row for number, row in enumerate(rows, start=3)]
        return build_frame(full, PROJECTS, "projects")

    return build
