"""Write lines of ``overrides.csv`` into the file as it is: its encoding, its columns, its line ends."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterable

from sanzi_lib.params.overrides import HEADERS, OverrideLine, name_columns


def append_lines(content: bytes | None, lines: Iterable[OverrideLine]) -> bytes:
    """Give the file with lines behind its own; what stands in it stays byte for byte.

    Args:
        content: The file, as :func:`~sanzi_lib.params.overrides.read_overrides` reads it without a problem; None where
            there is none. A new one is UTF-8 with a mark, as Excel wants it.
        lines: Written so that no spreadsheet computes them.
    """
    if not content:
        content = codecs.BOM_UTF8 + f"{','.join(HEADERS)}\n".encode()
    encoding, text = _decode(content)
    ending = "\r\n" if "\r\n" in text else "\n"
    names = name_columns(next(csv.reader(io.StringIO(text, newline=""))))
    added = io.StringIO(newline="")
    writer = csv.writer(added, lineterminator=ending)
    for line in lines:
        cells = line.write_cells()
        writer.writerow([cells[name] for name in names])
    joint = "" if text.endswith("\n") else ending
    return content + f"{joint}{added.getvalue()}".encode(encoding)


def _decode(content: bytes) -> tuple[str, str]:
    try:
        return "utf-8", content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return "gb18030", content.decode("gb18030")
