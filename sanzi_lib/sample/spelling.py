"""Units fill the same sheet in different ways, all of them legal (docs/核验规则.md 工作表与表头)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from random import Random
from typing import Literal

from sanzi_lib.ledger.template.content import CellInput, Looks
from sanzi_lib.money import to_wan
from sanzi_lib.months import Month
from sanzi_lib.params.programme import Programme, Unit

_WIDE_DIGITS = str.maketrans("0123456789.,", "０１２３４５６７８９．，")
_DATES = ("cell", "cell", "cell", "%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "chinese", "%Y%m%d")


@dataclass(frozen=True)
class Habits:
    """How one unit fills its return.

    Attributes:
        looks: Layout of the sheets.
        amounts: As numbers, or typed as text.
        day_format: A strftime pattern, ``cell`` for a real date, or ``chinese``.
        month: How the cover writes the month.
        nothing: What stands in an optional amount without a value.
        name: How the unit signs.
        file: Pattern of the file name.
        measures: Other spellings of units of measure that it uses.
    """

    looks: Looks
    amounts: Literal["number", "comma", "sign", "wide"]
    day_format: str
    month: str
    nothing: str
    name: str
    file: str
    measures: dict[str, str]

    def spell_amount(self, fen: int) -> CellInput:
        """Spell an amount of 分 as the unit writes 万元."""
        wan = to_wan(fen)
        if self.amounts == "number":
            return wan
        text = f"{wan:,f}"
        if self.amounts == "sign":
            return f"￥{text}"
        return text.translate(_WIDE_DIGITS) if self.amounts == "wide" and fen >= 0 else text

    def spell_optional(self, fen: int) -> CellInput:
        """Spell an optional amount; nothing where it is 0."""
        return self.spell_amount(fen) if fen else self.nothing

    def spell_date(self, day: date) -> CellInput:
        """Spell a date as the unit writes it."""
        if self.day_format == "cell":
            return day
        if self.day_format == "chinese":
            return f"{day.year}年{day.month}月{day.day}日"
        return day.strftime(self.day_format)

    def spell_due(self, number: int, month: Month) -> CellInput:
        """Spell a day that is planned, the last of a month; for every third project (by number) the month alone."""
        if number % 3 == 0:
            return f"{month.year}年{month.month}月"
        return self.spell_date(month.day(31))

    def spell_month(self, month: Month) -> CellInput:
        """Spell a month as the unit writes it."""
        return self.month.format(year=month.year, month=month.month)

    def spell_time(self, moment: datetime) -> CellInput:
        """Spell the time of sending as the unit writes it."""
        if self.day_format == "cell":
            return moment
        if self.day_format == "chinese":
            return f"{moment.year}年{moment.month}月{moment.day}日 {moment:%H:%M}"
        return (
            moment.strftime(f"{self.day_format} %H:%M:%S")
            if self.day_format != "%Y%m%d"
            else moment.strftime("%Y-%m-%d %H:%M")
        )

    def spell_measure(self, measure: str) -> str:
        """Spell a unit of measure as the unit writes it."""
        return self.measures.get(measure, measure)

    def file_name(self, unit: Unit, month: Month, kind: str) -> str:
        """Name of the workbook, safe on every system."""
        name = self.file.format(unit=unit.name, year=month.year, month=month.month, kind=kind)
        return "".join("_" if c in '<>:"/\\|?*' or ord(c) < 32 else c for c in name)


def draw_habits(programme: Programme, unit: Unit, rng: Random) -> Habits:
    """Draw how a unit fills its returns; about every third one leaves the template as it is."""
    plain = rng.random() < 0.34
    looks = Looks(
        extra_line=rng.random() < 0.25,
        notes=rng.random() < 0.6,
        title=rng.random() < 0.85,
        full_width=rng.random() < 0.4,
        broken_headers=rng.random() < 0.3,
        sequence=rng.random() < 0.3,
        total=rng.choice(("top", "bottom", "bottom", "none")),
        signature=rng.random() < 0.35,
        guide=rng.random() < 0.5,
        cases_first=rng.random() < 0.15,
    )
    others = {
        measure.name: rng.choice(measure.synonyms)
        for measure in programme.enumerations.measure_units
        if measure.synonyms and rng.random() < 0.4
    }
    names = (unit.name, unit.name, unit.name, *unit.aliases)
    habits = Habits(
        looks=looks,
        amounts=rng.choice(("number", "number", "number", "number", "comma", "sign", "wide")),
        day_format=rng.choice(_DATES),
        month=rng.choice(("{year}-{month:02d}", "{year}年{month}月", "{year}年{month:02d}月", "{year}{month:02d}")),
        nothing=rng.choice(("", "", "", "-", "—", "/", "无")),
        name=rng.choice(names),
        file=rng.choice((
            "{unit}{year}年{month}月{kind}.xlsx",
            "{unit}{month}月三资盘活{kind}.xlsx",
            "{year}{month:02d}{unit}（{kind}）.xlsx",
            "{month}月{kind}-{unit}.xlsx",
        )),
        measures=others,
    )  # fmt: skip
    if not plain:
        return habits
    return Habits(
        Looks(), "number", "cell", "{year}-{month:02d}", "", unit.name, "{unit}{year}年{month}月{kind}.xlsx", {}
    )
