"""JSON as files hold it: UTF-8, indented, Chinese as it is."""

from __future__ import annotations

import json
from typing import Any


def build_json_text(data: dict[str, Any], *, indent: int = 2) -> str:
    """Write JSON as the text of a file; a lone surrogate of a hostile workbook, which UTF-8 cannot hold, is escaped."""
    text = json.dumps(data, ensure_ascii=False, indent=indent)
    return text.encode("utf-8", "backslashreplace").decode("utf-8") + "\n"
