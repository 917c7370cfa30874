"""Office files are zip archives; the same parts give the same bytes when they are packed here."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

_ZIP_TIME = (1980, 1, 1, 0, 0, 0)
_FIRST = "[Content_Types].xml"


def repack(written: bytes, change: Callable[[str, bytes], bytes] = lambda _, content: content) -> bytes:
    """An archive with its parts in a fixed order and with fixed times, [Content_Types].xml first as readers like it.

    Args:
        written: As a library wrote it.
        change: Gives a part's content anew, by its name.
    """
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(written)) as before, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as after:
        for name in sorted(before.namelist(), key=lambda name: (name != _FIRST, name)):
            entry = zipfile.ZipInfo(name, _ZIP_TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            entry.create_system = 3
            after.writestr(entry, change(name, before.read(name)))
    return packed.getvalue()
