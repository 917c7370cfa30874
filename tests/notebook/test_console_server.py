"""Links lead where the Jupyter server serves the file, and nowhere else."""

from __future__ import annotations

import json
import os
from pathlib import Path

import psutil
import pytest

from sanzi_lib.notebook.console import server as server_module
from sanzi_lib.notebook.console.pages import render_results
from sanzi_lib.notebook.console.server import Server, find_server, place_link
from sanzi_lib.run.make.catalogue import CatalogueEntry, Link


@pytest.fixture
def runtime(tmp_path, monkeypatch):
    folder = tmp_path / "runtime"
    folder.mkdir()
    monkeypatch.setattr(server_module, "jupyter_runtime_dir", lambda: str(folder))
    return folder


def test_the_server_is_an_ancestor_of_this_process(runtime, tmp_path):
    assert find_server() is None
    (runtime / "jpserver-1234567.json").write_text(json.dumps({"base_url": "/", "root_dir": "/"}), encoding="utf-8")
    assert find_server() is None, "another one's"
    grandparent = psutil.Process().parent().parent() or psutil.Process().parent()
    about = {"base_url": "/user/张/", "root_dir": str(tmp_path)}
    (runtime / f"jpserver-{grandparent.pid}.json").write_text(json.dumps(about), encoding="utf-8")
    assert find_server() == Server("/user/张/", Path(os.path.realpath(tmp_path)))
    (runtime / f"jpserver-{grandparent.pid}.json").write_text('{"base_url": 7', encoding="utf-8")
    assert find_server() is None


def test_addresses(tmp_path):
    root = Path(os.path.realpath(tmp_path))
    server = Server("/", root)
    assert server.address_of(root) == "/files/"
    assert server.address_of(root / "输 出" / "a#b?c") == "/files/%E8%BE%93%20%E5%87%BA/a%23b%3Fc/"
    assert server.address_of(root / ".藏" / "x") is None
    assert server.address_of(root.parent) is None
    assert Server("/user/x/", root).address_of(root / "output") == "/user/x/files/output/"


@pytest.mark.parametrize(
    ("href", "address"),
    [
        ("a/b.html", "/files/o/a/b.html"),
        ("b.json", "/files/o/b.json"),
        ("b.pdf", "/files/o/b.pdf?download=1"),
        ("b.XLSX", "/files/o/b.XLSX?download=1"),
        ("b.docx", "/files/o/b.docx?download=1"),
    ],
)
def test_what_a_browser_cannot_show_is_saved(href, address):
    assert place_link("/files/o/", href) == address


def test_without_a_server_the_folder_is_named(tmp_path):
    entry = CatalogueEntry(
        "分组榜单（县市组）", "已生成", "good", "榜单", "2024-06-30", links=(Link("x/a.html", "网页", "a.html"),)
    )
    (tmp_path / "index.html").write_text("x", encoding="utf-8")
    page = render_results([entry], "2024年06月", None, tmp_path / "index.html")
    assert "href" not in page
    assert "这里点不开" in page
    assert "网页" in page
    assert str(tmp_path / "index.html") in page
    page = render_results([entry], "2024年06月", "/files/output/", tmp_path / "index.html")
    assert 'href="/files/output/x/a.html"' in page
    assert "这里点不开" not in page
    assert 'href="/files/output/index.html"' in page
    assert "还没有报告" in render_results([], "2024年06月", None, tmp_path / "没有.html")
