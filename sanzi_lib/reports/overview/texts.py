"""Sentences on the whole city: how far it has come, and who reported (docs/指标口径.md 未报送、报告)."""

from __future__ import annotations

from sanzi_lib.measures.model import BoardRow, Opening, Overview, Restatement
from sanzi_lib.params.programme import Programme
from sanzi_lib.reports.elements.formats import join_names, show_end
from sanzi_lib.reports.elements.progress import say_attainment, say_benefit
from sanzi_lib.reports.elements.reporting import say_late

_NAMED = 5


def list_rows(overview: Overview) -> tuple[BoardRow, ...]:
    """Every unit's row once, group by group."""
    return tuple(row for board in overview.groups for row in board.rows)


def list_restatements(overview: Overview) -> tuple[Restatement, ...]:
    """List the month's restatements, each once."""
    # A restatement of a memo item stands on two boards.
    return tuple(dict.fromkeys(item for board in overview.groups for item in board.restatements))


def list_openings(overview: Overview) -> tuple[Opening, ...]:
    """List the month's 期初数, each once, unit by unit."""
    found = dict.fromkeys(item for board in overview.groups for item in board.openings)
    order = {row.unit: place for place, row in enumerate(list_rows(overview))}
    return tuple(sorted(found, key=lambda item: order.get(item.unit, len(order))))


def say_city(overview: Overview, programme: Programme) -> str:
    """``截至6月25日，全市累计实现经济效益…，完成年度目标的…，超序时进度…。``."""
    city = overview.city
    text = f"截至{show_end(overview.period)}，{programme.titles.city_word}{say_benefit(city, overview.month)}"
    if city.attainment is not None and city.gap is not None:
        text = f"{text}，{say_attainment(city.attainment, city.gap)}"
    return f"{text}。"


def say_city_reporting(overview: Overview) -> str:
    """How many units reported, and who did not, was sent back or came late; without the full stop."""
    rows = list_rows(overview)
    accepted = [row for row in rows if row.state == "accepted"]
    absent = [row.name for row in rows if row.state == "not_reported"]
    returned = [row.name for row in rows if row.state == "sent_back"]
    late = say_late(accepted)
    if len(accepted) == len(rows):
        timely = "" if late else "按时"
        return _join("，其中", f"{len(rows)}个报送单位均已{timely}报送本月月报并通过核验", late)
    parts = [f"{len(rows)}个报送单位中{len(accepted)}个通过核验"]
    if absent:
        parts.append(f"{join_names(absent, limit=_NAMED)}未报送")
    if returned:
        parts.append(f"{join_names(returned, limit=_NAMED)}退回修改")
    if late:
        parts.append(late)
    return "，".join(parts)


def _join(sign: str, *parts: str) -> str:
    return sign.join(part for part in parts if part)
