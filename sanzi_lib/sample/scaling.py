"""Enlarges a programme for load tests: K times its units, its targets and its fields, sums still exact."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import get_type_hints

from sanzi_lib.money import to_wan
from sanzi_lib.params.programme import Programme, TargetRow, Unit, WorkField
from sanzi_lib.params.references import ENUMERATIONS, FIELDS, PROGRAMME, TARGETS, UNITS
from sanzi_lib.params.rules import Thresholds
from sanzi_lib.params.values import Fen


def enlarge(programme: Programme, scale: int) -> Programme:
    """Give a programme with every unit, row and field ``scale`` times.

    Copies get the code ``<code>S<number>`` and the name ``<name>样本<number>``; every sum is multiplied by ``scale``.

    Args:
        programme: The programme as it is.
        scale: How many times; 1 changes nothing.
    """
    own = programme.own_row
    units: list[Unit] = []
    targets: list[TargetRow] = []
    fields: list[WorkField] = []
    for number in range(1, scale + 1):
        for unit in programme.units:
            counts_in = unit.counts_in if unit.counts_in == own else _name(unit.counts_in, number)
            field = _name(unit.proposed_field, number) if unit.proposed_field else None
            changes = {"code": _code(unit.code, number), "name": _name(unit.name, number), "counts_in": counts_in,
                       "proposed_field": field, "aliases": unit.aliases if number == 1 else ()}  # fmt: skip
            units.append(unit.model_copy(update=changes))
        for row in programme.targets:
            if row.by_field:
                if number == 1:
                    targets.append(row.model_copy(update={"target": row.target * scale}))
            else:
                targets.append(row.model_copy(update={"name": _name(row.name, number)}))
        fields += [
            field.model_copy(update={"name": _name(field.name, number), "lead": _code(field.lead, number)})
            for field in programme.fields
        ]
    data = dict(programme)
    data |= {"units": units, "targets": targets, "fields": fields, "total_target": programme.total_target * scale}
    return Programme.model_construct(**{**data, **{k: tuple(data[k]) for k in ("units", "targets", "fields")}})


def write_programme(programme: Programme, folder: Path) -> None:
    """Write a programme's files, to be read with ``--params``.

    Raises:
        OSError: A file cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    texts = {
        PROGRAMME: _programme_text(programme),
        # JSON is YAML, so no YAML is written outside the rooms that read it.
        ENUMERATIONS: json.dumps(programme.enumerations.model_dump(mode="json"), ensure_ascii=False, indent=1) + "\n",
        TARGETS: _table(
            ("地区", "预期盘活效益(万元)", "按工作领域分解"),
            [(row.name, to_wan(row.target), "是" if row.by_field else "否") for row in programme.targets],
        ),
        FIELDS: _table(
            ("工作领域", "牵头单位", "主要任务", "预期盘活效益(万元)"),
            [(field.name, field.lead, "；".join(field.tasks), to_wan(field.target)) for field in programme.fields],
        ),
        UNITS: _table(
            ("代码", "单位", "别名", "组", "计入", "建议领域"),
            [
                (unit.code, unit.name, "；".join(unit.aliases), unit.group, unit.counts_in, unit.proposed_field or "")
                for unit in programme.units
            ],
        ),
    }
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")


def _programme_text(programme: Programme) -> str:
    tables = {"units", "targets", "fields", "enumerations", "digest"}
    data = programme.model_dump(exclude=tables)
    # Amounts are written in 万元; shares and the rest are read again from how they print.
    data["first_board_month"] = str(programme.first_board_month)
    data["total_target"] = to_wan(programme.total_target)
    for key, kind in get_type_hints(Thresholds, include_extras=True).items():
        if kind == Fen:
            data["thresholds"][key] = to_wan(getattr(programme.thresholds, key))
    return json.dumps(data, ensure_ascii=False, indent=1, default=str) + "\n"


def _table(header: tuple[str, ...], rows: list[tuple[object, ...]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue()


def _code(code: str, number: int) -> str:
    return code if number == 1 else f"{code}S{number}"


def _name(name: str, number: int) -> str:
    return name if number == 1 else f"{name}样本{number}"
