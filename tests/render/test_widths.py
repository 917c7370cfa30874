from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from render_samples import OFFICIAL_HEADER, official_table, standing_table

from sanzi_lib.render.widths import (
    PADDING,
    balanced_width,
    compute_layout,
    count_lines,
    fit_to_page,
    fit_to_screen,
    header_lines,
    place_header,
    text_width,
)
from sanzi_lib.reports.elements.blocks import Cell, Column, HeaderCell, Table, TableRow

SIZES = (11.0, 10.0, 9.0, 8.0, 7.0)


def test_a_chinese_character_is_one_em_and_a_digit_about_half() -> None:
    assert text_width("盘活") == 2
    assert text_width("（）") == 2
    assert text_width("1234") == pytest.approx(2.24)


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [("", 5, 1), ("盘活闲置", 8, 1), ("盘活闲置资产盘活", 5.85, 2), ("一\n二\n三", 5, 3), ("字" * 100, 10.85, 11)],
)
def test_lines(text: str, width: float, lines: int) -> None:
    assert count_lines(text, width) == lines


def test_spans_are_placed_on_the_grid() -> None:
    placed = {
        (down, across): cell.text
        for down, across, cell in place_header(replace(official_table(), header=OFFICIAL_HEADER))
    }
    assert placed[0, 3] == "本月盘活项目实物总量"
    assert placed[0, 7] == "入库收益（万元）"
    assert placed[1, 3] == "实物数量"
    assert placed[1, 6] == "社会效益"


def test_figures_of_the_board_keep_their_line() -> None:
    table = official_table()
    layout = fit_to_page(table, landscape=True)
    for column, width, number in zip(table.columns, layout.widths, range(10), strict=True):
        if column.align == "right":
            for line in (line for row in table.rows for line in row.cells[number].text.split("\n")):
                assert text_width(line) + PADDING <= width + 0.01
    assert layout.widths[6] > layout.widths[3]
    assert layout.size >= 9


@pytest.mark.parametrize(
    ("text", "width", "even"),
    [
        ("较序时进度", 4.85, 3.1),
        ("位次", 4.85, None),
        ("累计入库收益", 5.85, 3.1),
        ("", 5, None),
        ("列", 0.5, None),
        ("较序时进度", 3.4, None),
        ("甲\n乙丙丁戊", 3, None),
    ],
)
def test_header_lines_are_evenly_long(text: str, width: float, even: float | None) -> None:
    assert balanced_width(text, width) == (None if even is None else pytest.approx(even))


def test_a_header_that_just_fits_is_not_broken_by_a_floats_last_digit() -> None:
    assert balanced_width("规则", (2 + PADDING) * 0.1 * 10 - 1e-13) is None


def test_shares_fill_the_width() -> None:
    for table in (official_table(), standing_table()):
        for layout in (fit_to_page(table, landscape=False), fit_to_screen(table, room=30)):
            assert sum(layout.shares) == pytest.approx(1)
            assert min(layout.shares) > 0


def test_alike_columns_are_alike_wide() -> None:
    table = Table(
        "表",
        tuple(Column(str(n)) for n in range(12)),
        (tuple(HeaderCell("列") for _ in range(12)),),
        (TableRow(tuple(Cell("盘活闲置资产" * 9) for _ in range(12))),),
    )
    shares = fit_to_page(table, landscape=True).shares
    assert max(shares) == pytest.approx(min(shares))


def test_a_tall_board_is_set_smaller_where_that_saves_a_page() -> None:
    rows = tuple(official_table().rows[n % 7] for n in range(11))
    few = fit_to_page(official_table(), landscape=True).size
    more = fit_to_page(replace(official_table(), rows=rows), landscape=True).size
    many = fit_to_page(replace(official_table(), rows=rows * 6), landscape=True).size
    assert 8.5 <= more < few == many == 11


def test_header_height() -> None:
    assert header_lines(official_table(), fit_to_page(official_table(), landscape=True)) <= 6


@given(
    st.lists(st.lists(st.text(alphabet="盘活abc1,. \n（", max_size=60), min_size=3, max_size=3), max_size=6),
    st.lists(st.sampled_from(["left", "right", "center"]), min_size=3, max_size=3),
    st.lists(st.sampled_from([0.0, 1.0, 3.0]), min_size=3, max_size=3),
    st.floats(min_value=60, max_value=800),
)
def test_any_table_gets_a_layout(rows: list[list[str]], aligns: list[str], weights: list[float], points: float) -> None:
    table = Table(
        "表",
        tuple(Column(str(n), align, weight) for n, (align, weight) in enumerate(zip(aligns, weights, strict=True))),  # type: ignore[arg-type]
        ((HeaderCell("甲"), HeaderCell("乙"), HeaderCell("丙")),),
        tuple(TableRow(tuple(Cell(text) for text in row)) for row in rows),
    )
    layout = compute_layout(table, points, SIZES)
    assert layout.size in SIZES
    assert sum(layout.shares) == pytest.approx(1)
    assert sum(layout.widths) * layout.size == pytest.approx(points)
    assert min(layout.shares) > 0


def test_a_listing_is_set_small():
    plain = Table(
        caption="明细",
        columns=(Column("name"), Column("amount", "right")),
        header=((HeaderCell("名称"), HeaderCell("金额")),),
        rows=tuple(TableRow((Cell(f"项目{number}"), Cell("1,234.56"))) for number in range(5)),
    )
    for landscape in (False, True):
        assert fit_to_page(plain, landscape=landscape).size == 11.0
        assert fit_to_page(replace(plain, listing=True), landscape=landscape).size == 9.0
