from __future__ import annotations

import base64
from typing import Any

import nbformat.v4 as nb
import pandas as pd
import pytest
from render_samples import HEAD, PIXEL

from sanzi_lib.errors import NotebookFailedError
from sanzi_lib.render.document import order_headings, read_document, split_sections
from sanzi_lib.reports.elements.blocks import (
    MIME,
    Block,
    Bullets,
    Chart,
    Column,
    FiguresData,
    HeaderCell,
    Heading,
    PageBreak,
    Paragraph,
    Picture,
    Preformatted,
    Table,
    block_to_json,
)

SVG = "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 9 9'><text>甲</text></svg>"


def output(block: Block) -> Any:
    return nb.new_output("display_data", {MIME: block_to_json(block), "text/plain": "x", "text/html": "<p>不用</p>"})


def code(*outputs: Any, source: str = "job.show()", count: int | None = 1, **metadata: Any) -> Any:
    return nb.new_code_cell(source, outputs=list(outputs), execution_count=count, metadata=metadata)


def notebook(*cells: Any) -> Any:
    return nb.new_notebook(cells=[code(output(HEAD)), *cells])


def read(*cells: Any) -> tuple[Block, ...]:
    return read_document(notebook(*cells)).blocks


def displayed(data: dict[str, Any], **metadata: Any) -> Any:
    return code(nb.new_output("display_data", data, metadata=metadata))


class TestOwnBlocks:
    def test_in_order_of_cells_with_the_head_apart(self) -> None:
        document = read_document(
            notebook(code(output(Heading("一"))), code(output(Paragraph("甲")), output(Paragraph("乙"))))
        )
        assert document.head == HEAD
        assert document.blocks == (Heading("一"), Paragraph("甲"), Paragraph("乙"))

    def test_guide_and_parameter_cells_give_nothing(self) -> None:
        assert (
            read(
                nb.new_markdown_cell("# 怎样使用", metadata={"tags": ["guide"]}),
                code(nb.new_output("stream", name="stdout", text="x"), output(Paragraph("核对")), tags=["guide"]),
                code(nb.new_output("stream", name="stdout", text="x"), tags=["parameters"]),
                code(nb.new_output("stream", name="stdout", text="x"), tags=["injected-parameters"]),
                nb.new_raw_cell("x"),
                code(source="  \n", count=None),
            )
            == ()
        )


class TestRefused:
    def test_failed_cell_is_named(self) -> None:
        error = nb.new_output("error", ename="ParameterError", evalue="月份“x”\n不对", traceback=["…"])
        with pytest.raises(NotebookFailedError, match="第2个单元格运行出错（ParameterError：月份“x” 不对）"):
            read(code(error))

    def test_failed_parameters_cell(self) -> None:
        error = nb.new_output("error", ename="E", evalue="", traceback=[])
        with pytest.raises(NotebookFailedError, match="第2个"):
            read(code(error, tags=["injected-parameters"]))

    def test_unexecuted_cell(self) -> None:
        with pytest.raises(NotebookFailedError, match="第2个单元格没有运行"):
            read(code(count=None))

    def test_unexecuted_parameters_cell(self) -> None:
        with pytest.raises(NotebookFailedError, match="没有运行"):
            read(code(count=None, tags=["parameters"]))

    def test_no_head_and_two_heads(self) -> None:
        with pytest.raises(NotebookFailedError, match="现有0个"):
            read_document(nb.new_notebook(cells=[]))
        with pytest.raises(NotebookFailedError, match="现有2个"):
            read(code(output(HEAD)))

    @pytest.mark.parametrize(
        "value", [{}, {"kind": "other"}, {"kind": "heading", "text": "x", "colour": "red"}, [1], "x", None]
    )
    def test_block_of_another_version(self, value: Any) -> None:
        with pytest.raises(NotebookFailedError, match="无法识别"):
            read(displayed({MIME: value}))


class TestMarkdown:
    def test_headings_paragraphs_lists(self) -> None:
        source = "# 研判\n第一段\n仍是第一段\n\n- 甲\n- 乙\n  1. 内\n\n1. 一\n2. 二\n\n> 引文\n\n---\n\n    代码"
        assert read(nb.new_markdown_cell(source)) == (
            Heading("研判"),
            Paragraph("第一段 仍是第一段"),
            Bullets(("甲", "乙\n1.内")),
            Bullets(("一", "二"), ordered=True),
            Paragraph("引文", role="muted"),
            Preformatted("代码"),
        )

    def test_table(self) -> None:
        (table,) = read(nb.new_markdown_cell("| 单位 | 数 |\n|---|--:|\n| 耒阳市 | 1,234.50 |\n| 常宁市 | — |"))
        assert isinstance(table, Table)
        assert [cell.text for cell in table.header[0]] == ["单位", "数"]
        assert [[cell.text for cell in row.cells] for row in table.rows] == [["耒阳市", "1,234.50"], ["常宁市", "—"]]
        assert [column.align for column in table.columns] == ["left", "right"]

    @pytest.mark.parametrize(
        ("source", "text"),
        [
            ("<script>alert(1)</script>", "<script>alert(1)</script>"),
            ("甲<img src=x onerror=y>乙", "甲<img src=x onerror=y>乙"),
            ("[点](javascript:alert(1))", "[点](javascript:alert(1))"),
            ("[官网](https://example.cn/a)", "官网（https://example.cn/a）"),
            ("**粗**和`码`~~删~~", "粗和码删"),
            ("![图意](https://example.cn/x.png)", "〔图：图意，未随文附上〕"),
        ],
    )
    def test_hostile_and_rich_text_is_shown_as_text(self, source: str, text: str) -> None:
        assert read(nb.new_markdown_cell(source)) == (Paragraph(text),)

    def test_attached_picture(self) -> None:
        cell = nb.new_markdown_cell("![现场](attachment:a.png)", attachments={"a.png": {"image/png": PIXEL}})
        assert read(cell) == (Picture(PIXEL, "现场"),)


class TestHeadingOrder:
    def test_analyst_may_begin_at_any_level(self) -> None:
        blocks = read(
            nb.new_markdown_cell("### 甲"), code(output(Heading("乙", 1))), nb.new_markdown_cell("### 丙\n\n#### 丁")
        )
        assert [(block.text, block.level) for block in blocks if isinstance(block, Heading)] == [
            ("甲", 1),
            ("乙", 1),
            ("丙", 2),
            ("丁", 3),
        ]

    def test_empty_ones_go(self) -> None:
        assert order_headings((Heading("  "), Heading("乙", 2))) == (Heading("乙", 1),)

    def test_ordered_ones_stay_as_they_are(self) -> None:
        blocks = (Heading("一", 1), Heading("二", 2), Heading("三", 3), Heading("四", 1))
        assert order_headings(blocks) == blocks


class TestDataFrames:
    def frame(self, frame: pd.DataFrame, **metadata: Any) -> Table:
        data = {"text/html": frame._repr_html_(), "text/plain": repr(frame)}
        block = read(displayed(data, **metadata))[0]
        assert isinstance(block, Table)
        return block

    def test_plain_frame(self) -> None:
        table = self.frame(pd.DataFrame({"单位": ["耒阳市", "常<b>宁"], "效益": ["1,234.50", "—"]}))
        assert [[cell.text for cell in row] for row in table.header] == [["", "单位", "效益"]]
        assert [[cell.text for cell in row.cells] for row in table.rows] == [
            ["0", "耒阳市", "1,234.50"],
            ["1", "常<b>宁", "—"],
        ]
        assert [column.align for column in table.columns] == ["right", "left", "right"]
        assert table.caption == "分析人员添加的表"

    def test_caption_from_metadata(self) -> None:
        assert self.frame(pd.DataFrame({"a": [1]}), caption="试算").caption == "试算"

    def test_index_with_a_name_and_columns_in_two_levels(self) -> None:
        frame = pd.DataFrame(
            [[1, 2, 3]],
            index=pd.Index(["耒阳市"], name="单位"),
            columns=pd.MultiIndex.from_tuples([("效益", "本月"), ("效益", "累计"), ("入库", "累计")]),
        )
        table = self.frame(frame)
        assert table.header == (
            (HeaderCell(""), HeaderCell("效益", colspan=2), HeaderCell("入库")),
            (HeaderCell("单位"), HeaderCell("本月"), HeaderCell("累计"), HeaderCell("累计")),
        )
        assert len(table.columns) == 4

    def test_rows_in_two_levels_repeat_what_they_belong_to(self) -> None:
        index = pd.MultiIndex.from_tuples(
            [("县市组", "耒阳市"), ("县市组", "常宁市"), ("城区组", "蒸湘区")], names=["组", "单位"]
        )
        table = self.frame(pd.DataFrame({"效益": [1, 2, 3]}, index=index))
        assert [[cell.text for cell in row.cells] for row in table.rows] == [
            ["县市组", "耒阳市", "1"],
            ["县市组", "常宁市", "2"],
            ["城区组", "蒸湘区", "3"],
        ]
        assert [cell.text for cell in table.header[-1]] == ["组", "单位", "效益"]

    def test_series_frame_of_no_rows(self) -> None:
        table = self.frame(pd.DataFrame({"a": [], "b": []}))
        assert [cell.text for cell in table.header[0]] == ["", "a", "b"]
        assert table.rows == ()

    def test_frame_cut_by_pandas_says_so(self) -> None:
        frame = pd.DataFrame({"a": range(100)})
        blocks = read(displayed({"text/html": frame._repr_html_()}))
        assert isinstance(blocks[0], Table)
        assert len(blocks[0].rows) == 11
        assert blocks[1] == Paragraph("（以上数据共100行、1列。）", role="muted")

    def test_other_html_gives_its_words(self) -> None:
        assert read(displayed({"text/html": "<style>x</style><h3>标题</h3><p>甲<b>乙</b></p><script>x</script>"})) == (
            Paragraph("标题"),
            Paragraph("甲乙"),
        )

    def test_header_grid_is_always_filled(self) -> None:
        for frame in (
            pd.DataFrame({"a": [1]}),
            pd.DataFrame([[1, 2]], columns=pd.MultiIndex.from_tuples([("x", "y"), ("x", "z")])),
        ):
            table = self.frame(frame)
            for row in table.header:
                assert sum(cell.colspan for cell in row) == len(table.columns)
            assert table.columns[0] == Column("0", table.columns[0].align)


class TestOtherOutputs:
    def test_figure_as_svg_and_png(self) -> None:
        assert read(
            displayed(
                {"image/svg+xml": SVG, "image/png": PIXEL, "text/plain": "<Figure size 1x1 with 1 Axes>"}, alt="柱图"
            )
        ) == (Chart(SVG, "柱图", ""),)
        assert read(displayed({"image/png": PIXEL})) == (Picture(PIXEL, "分析人员添加的图"),)

    def test_broken_picture_falls_back_to_its_words(self) -> None:
        broken = base64.b64encode(b"no picture").decode()
        assert read(displayed({"image/png": broken, "text/plain": "说明"})) == (Preformatted("说明"),)

    def test_jpeg_becomes_png(self) -> None:
        import io

        from PIL import Image

        buffer = io.BytesIO()
        Image.new("RGB", (2, 2)).save(buffer, format="JPEG")
        (picture,) = read(displayed({"image/jpeg": base64.b64encode(buffer.getvalue()).decode()}))
        assert isinstance(picture, Picture)
        assert base64.b64decode(picture.png).startswith(b"\x89PNG")

    def test_printed_text_without_colours(self) -> None:
        assert read(code(nb.new_output("stream", name="stdout", text="\x1b[31m合计\x1b[0m  1\n 甲\n"))) == (
            Preformatted("合计  1\n 甲"),
        )

    def test_stderr_and_bare_objects_are_left_out(self) -> None:
        assert read(code(nb.new_output("stream", name="stderr", text="/home/x.py:1: UserWarning"))) == ()
        assert read(displayed({"text/plain": "<Figure size 640x480 with 1 Axes>"})) == ()

    def test_result_of_an_expression(self) -> None:
        assert read(code(nb.new_output("execute_result", {"text/plain": "42"}, execution_count=1))) == (
            Preformatted("42"),
        )

    def test_markdown_output(self) -> None:
        assert read(displayed({"text/markdown": "**甲**", "text/plain": "x"})) == (Paragraph("甲"),)


class TestSections:
    def table(self, **changes: Any) -> Table:
        return Table("表", (Column("a"),), ((HeaderCell("甲"),),), (), **changes)

    def test_headings_go_with_the_wide_table(self) -> None:
        wide = self.table(landscape=True)
        sections = split_sections((Paragraph("前"), Heading("一"), Heading("（一）", 2), wide, Paragraph("后")))
        assert [(section.landscape, len(section.blocks)) for section in sections] == [(False, 1), (True, 3), (False, 1)]

    def test_page_break_and_what_is_not_shown(self) -> None:
        sections = split_sections(
            (Paragraph("前"), self.table(shown=False), FiguresData("x.json", "{}"), PageBreak(), Paragraph("后"))
        )
        assert [(section.new_page, section.blocks) for section in sections] == [
            (False, (Paragraph("前"),)),
            (True, (Paragraph("后"),)),
        ]
