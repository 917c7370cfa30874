from __future__ import annotations

import hashlib
import json

import pytest

from sanzi_lib.run.manifest import Output, describe_outputs, read_manifest, read_set
from sanzi_lib.run.places import MANIFEST


@pytest.fixture
def a_set(tmp_path):
    (tmp_path / "甲.html").write_bytes(b"abc")
    (outputs) = describe_outputs(tmp_path, ["甲.html"])
    text = {
        "version": 1,
        "report": "overview",
        "report_name": "试验报告",
        "programme": "p",
        "city": "某市",
        "month": "2024-06",
        "group": None,
        "place": "全市",
        "position": 1,
        "trial": {},
        "as_of": "2024-06-30",
        "formats": ["html"],
        "title": "试验报告",
        "marks": [],
        "inputs": {},
        "outputs": [output.model_dump() for output in outputs],
        "reasons": [],
        "made_at": "2024-06-30T12:00:00+08:00",
        "seconds": 1.0,
    }
    (tmp_path / MANIFEST).write_text(json.dumps(text), encoding="utf-8")
    return tmp_path


def test_outputs_carry_their_sha256(a_set):
    assert describe_outputs(a_set, ["甲.html"]) == (Output(file="甲.html", sha256=hashlib.sha256(b"abc").hexdigest()),)


def test_a_whole_set_agrees_with_its_manifest(a_set):
    found = read_set(a_set)
    assert found.manifest is not None
    assert found.damaged == ()


def test_a_changed_and_a_missing_file_are_named(a_set):
    (a_set / "甲.html").write_bytes(b"abd")
    assert read_set(a_set).damaged == ("甲.html 已被改动",)
    (a_set / "甲.html").unlink()
    assert read_set(a_set).damaged == ("缺少 甲.html",)


@pytest.mark.parametrize("text", ["", "{", "[]", "null", '{"version": 2}', "[" * 100_000])
def test_a_file_that_is_no_manifest_counts_as_damaged(a_set, text):
    (a_set / MANIFEST).write_text(text, encoding="utf-8")
    found = read_set(a_set)
    assert found.manifest is None
    assert found.damaged == ("清单 manifest.json 已损坏",)


@pytest.mark.parametrize("name", ["../外.html", "a/b.html", "..", "", "C:x", "https://x"])
def test_a_manifest_that_leads_elsewhere_is_none(a_set, name):
    value = json.loads((a_set / MANIFEST).read_text(encoding="utf-8"))
    value["outputs"][0]["file"] = name
    (a_set / MANIFEST).write_text(json.dumps(value), encoding="utf-8")
    assert read_manifest(a_set) is None


def test_an_empty_folder_has_no_manifest_and_no_damage(tmp_path):
    assert read_set(tmp_path / "nowhere").damaged == ()
