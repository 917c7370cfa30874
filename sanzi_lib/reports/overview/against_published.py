"""Every unit against the last published month: attainment, gap and place (domain §5, Rank change)."""

from __future__ import annotations

from sanzi_lib.measures.against_published import PublishedOverview
from sanzi_lib.measures.model import Board, BoardRow
from sanzi_lib.measures.overview import CityMonth
from sanzi_lib.reports.elements.blocks import Block, Cell, Heading, Paragraph, Row, Table
from sanzi_lib.reports.elements.columns import MONEY_LINE
from sanzi_lib.reports.elements.formats import (
    gap_cell,
    money_cell,
    rate_cell,
    show_points,
    show_rank,
    show_rank_change,
)
from sanzi_lib.reports.elements.plain_table import Headers, build_plain_table
from sanzi_lib.reports.overview.against_published_texts import NOTHING_PUBLISHED, say_make_up, say_month


def build_since(city: CityMonth) -> tuple[Block, ...]:
    """The city and every unit; one sentence where there is no published month to compare with."""
    heading = Heading("与上期定稿相比")
    if city.against_published is None:
        return (heading, Paragraph(f"{NOTHING_PUBLISHED}。"))
    published = city.against_published.published
    return (heading, _build_city_table(city, published), _build_units_table(city, published))


def _build_city_table(city: CityMonth, published: PublishedOverview) -> Table:
    now, then = city.overview.city, published.city
    headers: Headers = (
        ("figure", "全市", "left", 0),
        ("then", f"{published.month.month}月定稿", "right", 0),
        ("now", f"{city.overview.month.month}月", "right", 0),
        ("change", "增减", "right", 0),
    )
    amounts = (
        ("累计经济效益", then.cumulative.benefit, now.benefit_cumulative),
        ("累计入库收益", then.cumulative.treasury, now.treasury_cumulative),
        ("累计本级可用财力", then.cumulative.available, now.available_cumulative),
    )
    rows = [Row((Cell(name), money_cell(was), money_cell(is_), money_cell(is_ - was))) for name, was, is_ in amounts]
    rates = (
        ("完成率", published.attainment_of(), now.attainment),
        ("入库率", then.cumulative.cash_share, now.cash_share),
    )
    rows += [Row((Cell(name), rate_cell(was), rate_cell(is_), Cell(show_points(was, is_)))) for name, was, is_ in rates]
    moved = city.against_published.moved if city.against_published else None
    make_up = say_make_up(moved) if moved else ""
    return build_plain_table(
        f"与{say_month(published.month)}定稿数据相比",
        headers,
        rows,
        notes=(f"{make_up}率的增减单位为百分点。",),
        above_right=MONEY_LINE,
    )


def _build_units_table(city: CityMonth, published: PublishedOverview) -> Table:
    then = f"{published.month.month}月"
    now = f"{city.overview.month.month}月"
    headers: Headers = (
        ("group", "组别", "left", 0),
        ("unit", "单位", "left", 0),
        ("change", "累计经济效益增减", "right", 0),
        ("then", f"{then}完成率", "right", 0),
        ("now", f"{now}完成率", "right", 0),
        ("then_gap", f"{then}较序时进度", "center", 0),
        ("now_gap", f"{now}较序时进度", "center", 0),
        ("rank", f"{now}位次", "center", 0),
        ("rank_change", "位次变化", "center", 0),
    )
    rows = [_build_row(board, row, published) for board in city.overview.groups for row in board.rows]
    return build_plain_table(
        f"各单位与{say_month(published.month)}定稿数据相比",
        headers,
        rows,
        notes=(
            f"{then}数据以定稿为准。较序时进度的单位为百分点；位次变化与同组上一期定稿榜单相比，没有可比榜单的以“—”表示。",
        ),
        listing=True,
        above_right=MONEY_LINE,
        sheet="与上期定稿相比",
        row_header=1,
    )


def _build_row(board: Board, row: BoardRow, published: PublishedOverview) -> Row:
    then = published.units.get(row.unit)
    change = None if then is None else row.amounts.benefit_cumulative - then.cumulative.benefit
    return Row(
        (
            Cell(board.group_name),
            Cell(row.name),
            money_cell(change),
            rate_cell(published.attainment_of(row.unit)),
            rate_cell(row.amounts.attainment),
            gap_cell(published.gap_of(row.unit)),
            gap_cell(row.amounts.gap),
            Cell(show_rank(row.rank, tied=row.tied)),
            Cell(show_rank_change(row.rank_change)),
        )
    )
