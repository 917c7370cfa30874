"""What stands in the cells of a worksheet, each form of a cell worked out by hand, and mixtures of them."""

from __future__ import annotations

import io
import zipfile
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sanzi_lib.errors import UnreadableError
from sanzi_lib.ledger.reading import xlsx_package
from sanzi_lib.ledger.reading.container import open_grid
from sanzi_lib.ledger.reading.grid import DATE, ERROR, NUMBER, TEXT, UNCALCULATED, YEAR_MONTH, YES_NO

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
HEAD = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\r\n<worksheet xmlns="{MAIN}" xmlns:r="{OFFICE}">'
STRINGS = ("甲", " 乙 ", "丙<&>\n丁", "")
STYLES = (0, 14, 31, 164, 165)
"""Number formats by cell style: General, a date, a date of the Chinese locale, two of the workbook's own."""


def workbook(sheet, *, epoch_1904=False, strings="", parts=()):
    """The bytes of a workbook with one sheet."""
    shared = strings or "".join(
        f'<si><t xml:space="preserve">{t.replace("&", "&amp;").replace("<", "&lt;")}</t></si>' for t in STRINGS
    )
    formats = "".join(f'<xf numFmtId="{number}"/>' for number in STYLES)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in {
            "_rels/.rels": f'<Relationships xmlns="{PACKAGE}"><Relationship Id="a" Type="{OFFICE}/officeDocument" '
            'Target="xl/workbook.xml"/></Relationships>',
            "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><workbookPr date1904="{int(epoch_1904)}"/>'
            '<sheets><sheet name="甲" sheetId="1" r:id="b"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}">'
            f'<Relationship Id="b" Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
            f'<Relationship Id="c" Type="{OFFICE}/sharedStrings" Target="sharedStrings.xml"/>'
            f'<Relationship Id="d" Type="{OFFICE}/styles" Target="styles.xml"/></Relationships>',
            "xl/styles.xml": f'<styleSheet xmlns="{MAIN}"><numFmts><numFmt numFmtId="164" '
            'formatCode="yyyy&quot;年&quot;m&quot;月&quot;"/><numFmt numFmtId="165" formatCode="[Red]0.00"/></numFmts>'
            f"<cellXfs>{formats}</cellXfs></styleSheet>",
            "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}">{shared}</sst>',
            "xl/worksheets/sheet1.xml": sheet,
            **dict(parts),
        }.items():
            archive.writestr(name, text)
    return out.getvalue()


def sheet_of(rows, *, head=HEAD, tail=""):
    return f"{head}<sheetData>{rows}</sheetData>{tail}</worksheet>"


def cells_of(sheet):
    return {(row, c): tuple(cell) for place, row in enumerate(sheet.rows) for c, cell in sheet.row(place).items()}


def read_first(data):
    """The first sheet's cells and merged ranges."""
    sheet = open_grid(data).read(0)
    return cells_of(sheet), sheet.merges


FORMS = {
    '<c r="@"/>': None,
    '<c r="@" s="3"/>': None,
    '<c r="@"><v>7</v></c>': (NUMBER, "7"),
    '<c r="@"><v>0.30000000000000004</v></c>': (NUMBER, "0.3"),
    '<c r="@" s="0" t="n"><v>9.9999999999999995E-7</v></c>': (NUMBER, "0.000001"),
    '<c r="@" s="4"><v>-1234.5649999999999</v></c>': (NUMBER, "-1234.565"),
    '<c r="@"><v>1E+3</v></c>': (NUMBER, "1000"),
    '<c r="@"><v>1.50</v></c>': (NUMBER, "1.5"),
    '<c r="@"><v>-0</v></c>': (NUMBER, "0"),
    '<c r="@"><v>90071992547.410004</v></c>': (NUMBER, "90071992547.41"),
    '<c r="@"><v></v></c>': None,
    '<c r="@" s="1"><v>45468</v></c>': (DATE, "2024-06-25T00:00:00"),
    '<c r="@" s="2"><v>45468.687500000002</v></c>': (DATE, "2024-06-25T16:30:00"),
    '<c r="@" s="1"><v>45468.68751</v></c>': (DATE, "2024-06-25T16:30:01"),
    '<c r="@" t="n" s="3"><v>45468</v></c>': (YEAR_MONTH, "2024-06-25T00:00:00"),
    '<c r="@" s="1"><v>0.5</v></c>': (DATE, "0.5"),
    '<c r="@" s="1"><v>-5</v></c>': (DATE, "-5"),
    '<c r="@" s="1"><f>TODAY()</f><v>45468</v></c>': (DATE, "2024-06-25T00:00:00"),
    '<c r="@" t="s"><v>0</v></c>': (TEXT, "甲"),
    '<c r="@" s="1" t="s"><v>1</v></c>': (TEXT, " 乙 "),
    '<c r="@" t="s" s="1"><v>2</v></c>': (TEXT, "丙<&>\n丁"),
    '<c r="@" t="s"><v>3</v></c>': None,
    '<c r="@" t="inlineStr"><is><t>0012</t></is></c>': (TEXT, "0012"),
    '<c r="@" t="inlineStr"><is><t xml:space="preserve"> 戊\t&#24049;&amp;\n </t></is></c>': (TEXT, " 戊\t己&\n "),
    '<c r="@" t="str"><f>A1&amp;"x"</f><v>是 &lt;否&gt;</v></c>': (TEXT, "是 <否>"),
    '<c r="@" t="str"><f>A1</f><v></v></c>': None,
    '<c r="@" t="str"><v> 2024-06 </v></c>': (TEXT, " 2024-06 "),
    '<c r="@" t="b"><v>1</v></c>': (YES_NO, "1"),
    '<c r="@" t="b"><f>FALSE()</f><v>0</v></c>': (YES_NO, "0"),
    '<c r="@" t="e"><v>#REF!</v></c>': (ERROR, "#REF!"),
    '<c r="@" s="1" t="e"><f>1/0</f><v>#DIV/0!</v></c>': (ERROR, "#DIV/0!"),
    '<c r="@"><f>SUM(A1:A2)</f><v>3</v></c>': (NUMBER, "3"),
    '<c r="@"><f t="shared" ref="A1:A2" si="0">B1</f><v>3</v></c>': (NUMBER, "3"),
    '<c r="@" s="4"><f>SUM(A1:A2)</f></c>': (UNCALCULATED, ""),
    '<c r="@"><f t="shared" si="0"/><v/></c>': (UNCALCULATED, ""),
}


@pytest.mark.parametrize(("form", "value"), FORMS.items())
def test_each_form_that_office_programs_write(form, value):
    # The first row's cell stands alone; where it says nothing the sheet is as good as empty.
    found = read_first(workbook(sheet_of(f'<row r="2" spans="1:3" ht="15.5">{form.replace("@", "C2")}</row>')))
    assert found == ({} if value is None else {(2, 3): value}, [])


def of_1904(value):
    """The same of a workbook whose days count from 1904, four years and a day later; its day 0.5 is a date as well."""
    if value is None or value[0] not in (DATE, YEAR_MONTH):
        return value
    return value[0], {"0.5": "1904-01-01T12:00:00"}.get(value[1], value[1].replace("2024-06-25", "2028-06-26"))


def number_form(number):
    """A number of at most fifteen digits, as stored and as read."""
    shown = f"{Decimal(number) / 10**6:f}"
    return f'<c r="@"><v>{number / 10**6!r}</v></c>', (NUMBER, shown.rstrip("0").rstrip(".") if "." in shown else shown)


CELLS = st.sampled_from(sorted(FORMS.items(), key=str)) | st.integers(-(10**15) + 1, 10**15 - 1).map(number_form)


@settings(max_examples=60, deadline=None)
@given(
    st.dictionaries(st.integers(1, 60), st.dictionaries(st.integers(1, 52), CELLS, max_size=6), max_size=6),
    st.booleans(),
    st.lists(st.tuples(*(st.integers(1, 30) for _ in range(4))), max_size=3),
    st.permutations(range(6)),
)
def test_mixtures_are_read_cell_by_cell(rows, epoch_1904, merges, order):
    def letters(number):
        return openpyxl.utils.get_column_letter(number)

    written = []
    for row, cells in sorted(rows.items()):
        inner = "".join(form.replace("@", f"{letters(column)}{row}") for column, (form, _) in sorted(cells.items()))
        written.append(f'<row r="{row}">{inner}</row>' if inner else f'<row r="{row}"/>')
    shuffled = "".join(written[i] for i in order if i < len(written))
    ranges = [(min(a, c), min(b, d), max(a, c), max(b, d)) for a, b, c, d in merges]
    marks = "".join(f'<mergeCell ref="{letters(b)}{a}:{letters(d)}{c}"/>' for a, b, c, d in ranges)
    tail = f'<mergeCells count="{len(ranges)}">{marks}</mergeCells>' if ranges else ""
    hidden = {
        (row, column)
        for top, left, bottom, right in ranges
        for row in range(top, bottom + 1)
        for column in range(left, right + 1)
        if (row, column) != (top, left)
    }
    expected = {
        (row, column): of_1904(value) if epoch_1904 else value
        for row, cells in rows.items()
        for column, (_, value) in cells.items()
        if value is not None and (row, column) not in hidden
    }
    assert read_first(workbook(sheet_of(shuffled, tail=tail), epoch_1904=epoch_1904)) == (expected, sorted(set(ranges)))


def row(cells):
    return f'<row r="1">{cells}</row>'


ONE = row('<c r="A1"><v>1</v></c>')
ONE_READ = {(1, 1): (NUMBER, "1")}


def read_one(kind, text):
    return {(1, 1): (kind, text)}


SECOND = f"<sheetData>{ONE.replace('A1', 'B1')}</sheetData>"


UNUSUAL = {
    "an error of a later Excel": (row('<c r="A1" t="e"><v>#SPILL!</v></c>'), read_one(ERROR, "#SPILL!")),
    "a far column": (row('<c r="XFD1"><v>1</v></c>'), {(1, 16_384): (NUMBER, "1")}),
    "a column beyond AZ": (row('<c r="BA1"><v>1</v></c>'), {(1, 53): (NUMBER, "1")}),
    "the last corner": (
        ONE + '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
        {**ONE_READ, (1_048_576, 16_384): (NUMBER, "1")},
    ),
    "rows far apart": (
        ONE + '<row r="90000"><c r="A90000"><v>1</v></c></row>',
        {**ONE_READ, (90_000, 1): (NUMBER, "1")},
    ),
    "a cell in another row": (row('<c r="A7"><v>1</v></c>'), ONE_READ),
    "a cell without a place": (row("<c><v>1</v></c>"), ONE_READ),
    "a row without a number": ('<row><c r="A1"><v>1</v></c></row>', ONE_READ),
    "a text of two runs": (
        row('<c r="A1" t="inlineStr"><is><r><t>甲</t></r><r><t> 乙</t></r></is></c>'),
        read_one(TEXT, "甲 乙"),
    ),
    "a text that asks not to keep its blanks": (
        row('<c r="A1" t="inlineStr"><is><t> 甲</t></is></c>'),
        read_one(TEXT, " 甲"),
    ),
    "the same by number": (row('<c r="A1" t="inlineStr"><is><t>甲&#10;</t></is></c>'), read_one(TEXT, "甲\n")),
    "an escaped character": (row('<c r="A1" t="str"><v>甲_x000D_</v></c>'), read_one(TEXT, "甲\r")),
    "a number that is none": (row('<c r="A1"><v>1,5</v></c>'), read_one(ERROR, "1,5")),
    "a number with blanks": (row('<c r="A1"><v> 5 </v></c>'), read_one(NUMBER, "5")),
    "not a number": (row('<c r="A1"><v>NaN</v></c>'), read_one(ERROR, "NaN")),
    "an endless number": (row('<c r="A1"><v>1e999</v></c>'), read_one(ERROR, "1e999")),
    "a date as text": (row('<c r="A1" t="d"><v>2024-06-25</v></c>'), read_one(DATE, "2024-06-25")),
    "a word for a boolean": (row('<c r="A1" t="b"><v>true</v></c>'), read_one(YES_NO, "1")),
    "a comment": (row('<!-- --><c r="A1"><v>1</v></c>'), ONE_READ),
    "a section of characters": (row('<c r="A1" t="str"><v><![CDATA[甲]]></v></c>'), read_one(TEXT, "甲")),
    "a text and a value": (row('<c r="A1" t="inlineStr"><v>1.</v><is><t>1.</t></is></c>'), read_one(TEXT, "1.")),
    "line breaks between rows": ("\n" + ONE, ONE_READ),
    "a longer text than Excel holds": (
        row(f'<c r="A1" t="str"><v>{"甲" * 100_001}</v></c>'),
        read_one(TEXT, "甲" * 100_001),
    ),
}


@pytest.mark.parametrize(("rows", "expected"), UNUSUAL.values(), ids=UNUSUAL)
def test_unusual_forms(rows, expected):
    assert read_first(workbook(sheet_of(rows))) == (expected, [])


@pytest.mark.parametrize(
    ("sheet", "expected"),
    [
        (sheet_of(ONE, head=HEAD.replace("UTF-8", "ISO-8859-1")), ONE_READ),
        (sheet_of(ONE, head=HEAD.replace("<worksheet ", "<!-- <sheetData> --><worksheet ")), ONE_READ),
        (sheet_of(ONE, tail=SECOND), {**ONE_READ, (1, 2): (NUMBER, "1")}),
        (
            sheet_of(ONE, head=f'<x:worksheet xmlns:x="{MAIN}" xmlns="other:">').replace("</work", "</x:work"),
            {},
        ),
        (HEAD + '<sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData><sheetData/></worksheet>', ONE_READ),
    ],
)
def test_frames_that_hide_where_the_rows_are(sheet, expected):
    assert read_first(workbook(sheet)) == (expected, [])


@pytest.mark.parametrize("tail", ["<a>", "&x;", '<mergeCells><mergeCell ref="A1:XFE2"/></mergeCells>'])
def test_a_damaged_frame_is_damage(tail):
    with pytest.raises(UnreadableError, match="损坏"):
        open_grid(workbook(sheet_of(ONE, tail=tail))).read(0)


@pytest.mark.parametrize(
    ("strings", "texts"),
    [
        ("<si><t> 甲</t></si>", [" 甲"]),
        ("<si><t>甲&#10;</t></si>", ["甲\n"]),
        ("<si><t>甲_x000D_</t></si>", ["甲\r"]),
        ("<si><t>_x4E59_</t></si>", ["乙"]),
        ("<si><t><!-- -->甲</t></si>", ["甲"]),
        ("<si><t><![CDATA[<甲>]]></t></si>", ["<甲>"]),
        ("<si><r><t>甲</t></r><r><t> 乙</t></r></si>", ["甲 乙"]),
        (f"<si><t>{'甲' * 100_001}</t></si>", ["甲" * 100_001]),
    ],
)
def test_unusual_shared_strings(strings, texts):
    data = workbook(sheet_of(row('<c r="A1" t="s"><v>0</v></c>')), strings=strings)
    assert cells_of(open_grid(data).read(0)) == {(1, 1): (TEXT, texts[0])}


def test_shared_strings_of_runs_and_hints():
    strings = (
        '<si><r><rPr><b/></rPr><t xml:space="preserve">甲 </t></r><r><t>乙</t></r>'
        '<rPh sb="0" eb="1"><t>jia</t></rPh><phoneticPr fontId="1"/></si><si/>'
    )
    rows = row('<c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c>')
    assert read_first(workbook(sheet_of(rows), strings=strings)) == ({(1, 1): (TEXT, "甲 乙")}, [])


def test_a_place_without_a_shared_string_is_damage():
    with pytest.raises(UnreadableError, match="损坏"):
        open_grid(workbook(sheet_of(row('<c r="A1" t="s"><v>99</v></c>')))).read(0)


def test_formulas_that_were_filled_down_far():
    cells = ONE + "".join(f'<row r="{row}"><c r="B{row}"><f>A1</f></c></row>' for row in (7, 300_000))
    expected = {(1, 1): (NUMBER, "1"), (7, 2): (UNCALCULATED, ""), (300_000, 2): (UNCALCULATED, "")}
    assert cells_of(open_grid(workbook(sheet_of(cells))).read(0)) == expected


def test_a_part_is_read_in_pieces(monkeypatch, book):
    whole = [cells_of(open_grid(book.data()).read(index)) for index in range(3)]
    monkeypatch.setattr(xlsx_package, "_CHUNK", 100)
    assert [cells_of(open_grid(book.data()).read(index)) for index in range(3)] == whole
