"""Archives whose bytes rest on their parts alone."""

from __future__ import annotations

import io
import time
import zipfile
from datetime import datetime

from sanzi_lib.zips import DOCUMENTS, PROPERTIES, RETURNS, build_zip, date_properties, read_parts, sort_parts

PARTS = {"b.xml": b"<b/>" * 50, "a/c.bin": bytes(range(256))}


def test_parts_keep_their_order_and_content_and_are_compressed():
    packed = build_zip(PARTS, RETURNS)
    assert list(read_parts(packed).items()) == list(PARTS.items())
    assert zipfile.ZipFile(io.BytesIO(packed)).infolist()[0].compress_size < 50


def test_nothing_of_the_moment_or_the_machine_is_in_the_bytes(monkeypatch):
    before = build_zip(PARTS, DOCUMENTS)
    monkeypatch.setattr(time, "time", lambda: 1_900_000_000.0)
    monkeypatch.setattr(zipfile.sys, "platform", "win32")
    assert build_zip(PARTS, DOCUMENTS) == before
    assert {entry.date_time for entry in zipfile.ZipFile(io.BytesIO(before)).infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert build_zip(PARTS, RETURNS) != before


def test_a_file_says_one_day_as_made_and_saved():
    core = (
        b'<p><dcterms:created xsi:type="dcterms:W3CDTF">2025-03-02T10:11:12Z</dcterms:created>'
        b'<dcterms:modified xsi:type="dcterms:W3CDTF">2025-03-02T10:11:13Z</dcterms:modified></p>'
    )
    assert date_properties(core, datetime(2024, 6, 1)) == (
        b'<p><dcterms:created xsi:type="dcterms:W3CDTF">2024-06-01T00:00:00Z</dcterms:created>'
        b'<dcterms:modified xsi:type="dcterms:W3CDTF">2024-06-01T00:00:00Z</dcterms:modified></p>'
    )
    assert PROPERTIES == "docProps/core.xml"


def test_an_office_file_says_first_what_it_is():
    parts = {"xl/b.xml": b"", "_rels/.rels": b"", "[Content_Types].xml": b"", "docProps/a.xml": b""}
    assert list(sort_parts(parts)) == ["[Content_Types].xml", "_rels/.rels", "docProps/a.xml", "xl/b.xml"]
