"""Names of files and folders that Windows, macOS and Linux all take, of any text a programme or a unit wrote."""

from __future__ import annotations

import re
import unicodedata

_ILLEGAL = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]')
_RESERVED = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])(\..*)?", re.IGNORECASE)
_LONGEST = 60  # characters; three bytes each stay under the 255 that file systems take


def safe_name(text: str) -> str:
    """Make a name without ending: the text, with ``_`` for what some system does not take."""
    plain = unicodedata.normalize("NFC", "".join("_" if unicodedata.category(c)[0] == "C" else c for c in text))
    name = _ILLEGAL.sub("_", plain).strip(" .")[:_LONGEST].strip(" .")
    return f"_{name}" if not name or _RESERVED.fullmatch(name) else name


def shown_name(name: str) -> str:
    """Spell a file's name as it can be shown and stored.

    A zip that was packed on a Chinese Windows and unpacked elsewhere leaves names in GBK; two of them must not turn
    into the same row of question marks.
    """
    try:
        raw = name.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:  # a half character, as Windows lets names have
        return name.encode("utf-8", "replace").decode("utf-8")
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return raw.decode("utf-8", "replace")


def is_plain_name(name: str) -> bool:
    """Tell whether it is a bare file name: what a manifest may list and a link may lead to."""
    return bool(name) and name not in (".", "..") and not _ILLEGAL.search(name)
