"""Which container a file is: its content decides, never its name (docs/核验规则.md 文件)."""

from __future__ import annotations

from sanzi_lib.errors import UnreadableError
from sanzi_lib.ledger.reading.grid import DAMAGED, ENCRYPTED, SAVE_AS, Grid
from sanzi_lib.ledger.reading.xls_scan import open_xls
from sanzi_lib.ledger.reading.xlsx_scan import open_xlsx

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")
_BARE_BIFF = (b"\x09\x08", b"\x09\x04", b"\x09\x02", b"\x09\x00")
_PICTURES_AND_PAPERS = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"Rar!", b"7z\xbc\xaf")


def open_grid(data: bytes) -> Grid:
    """Open a workbook by its content.

    Args:
        data: The file's bytes.

    Raises:
        UnreadableError: It is no .xlsx, .xlsm or .xls inside, or is encrypted, damaged or too large; the sentence says
            what to do.
    """
    if data[:2] == b"PK":
        return open_xlsx(data)
    if data[:8] == _OLE or data[:2] in _BARE_BIFF:
        if _ENCRYPTED_STREAM in data:
            raise UnreadableError(ENCRYPTED)
        return open_xls(data)
    raise UnreadableError(_describe_other(data))


def _describe_other(data: bytes) -> str:
    if not data.strip(b"\x00 \r\n\t"):
        return "文件是空的，请向报送单位重新索取。"
    if data.startswith(_PICTURES_AND_PAPERS):
        return f"文件内容不是 Excel 工作簿（是图片、PDF 或压缩包）。{SAVE_AS}"
    head = data[:512].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if head.startswith(b"<"):
        return f"文件内容是网页或 XML，只是用了 Excel 的后缀。{SAVE_AS}"
    if b"\x00" in head:
        return DAMAGED
    return f"文件内容是文本（如 CSV），不是 Excel 工作簿。{SAVE_AS}"
