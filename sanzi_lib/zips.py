"""Zip archives, which office files are: the same parts give the same bytes, whoever packs them and whenever."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

PROPERTIES = "docProps/core.xml"
"""The part of an office file that says who made it and when."""

_SAVED = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*(</dcterms:)")


class Stamp(NamedTuple):
    """What an archive says of each part besides its content.

    Attributes:
        time: Year, month, day, hour, minute, second.
        system: Number of the system that it says it was packed on.
    """

    time: tuple[int, int, int, int, int, int]
    system: int


RETURNS = Stamp((2000, 1, 1, 0, 0, 0), 0)
"""On workbooks that go to units."""

DOCUMENTS = Stamp((1980, 1, 1, 0, 0, 0), 3)
"""On documents that are made from blocks."""

_FIRST = "[Content_Types].xml"


def read_parts(packed: bytes) -> dict[str, bytes]:
    """Read the parts of an archive that a library wrote, by name, in its order."""
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def sort_parts(parts: Mapping[str, bytes]) -> dict[str, bytes]:
    """Sort an office file's parts by name, the one that says what they are first, as readers like it."""
    return dict(sorted(parts.items(), key=lambda item: (item[0] != _FIRST, item[0])))


def build_zip(parts: Mapping[str, bytes], stamp: Stamp) -> bytes:
    """Build an archive of the parts in their order."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, content in parts.items():
            archive.writestr(build_entry(name, stamp), content)
    return packed.getvalue()


def build_entry(name: str, stamp: Stamp) -> zipfile.ZipInfo:
    """Tell what stands in an archive beside a part's content; nothing of it comes from this machine."""
    entry = zipfile.ZipInfo(name, stamp.time)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o600 << 16
    entry.create_system = stamp.system
    return entry


def date_properties(content: bytes, day: datetime) -> bytes:
    """Give :data:`PROPERTIES` with one time of making and of saving; libraries write the moment at which they save."""
    return _SAVED.sub(rb"\g<1>" + f"{day:%Y-%m-%dT%H:%M:%SZ}".encode() + rb"\g<2>", content)
