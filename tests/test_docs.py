"""The docs are held against the code, so that they stay true."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import typer.main

from sanzi_lib import __version__
from sanzi_lib.cli.app import app
from sanzi_lib.ledger.check.table import RULES

ROOT = Path(__file__).resolve().parent.parent
PAGES = sorted([ROOT / "README.md", ROOT / "CHANGELOG.md", *(ROOT / "docs").glob("*.md")])


def test_the_page_of_rules_names_every_rule_with_its_level():
    page = (ROOT / "docs" / "核验规则.md").read_text(encoding="utf-8")
    stated = re.findall(r"^\| (V\d\d) \| (\S+) \|", page, flags=re.MULTILINE)
    assert len(stated) == len({rule for rule, _ in stated})
    heaviest = {}
    for rule in RULES:
        if heaviest.get(rule.id) != "错误":
            heaviest.setdefault(rule.id, rule.level)
    assert dict(stated) == heaviest


def test_readme_lists_exactly_the_commands_that_exist():
    page = (ROOT / "README.md").read_text(encoding="utf-8")
    stated = re.findall(r"^\| `sanzi (\w+)", page, flags=re.MULTILINE)
    assert sorted(stated) == sorted(typer.main.get_command(app).commands)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_between_pages_lead_somewhere(page):
    for target in re.findall(r"\]\(([^)#]+)\)", page.read_text(encoding="utf-8")):
        assert "://" in target or (page.parent / target).exists(), target


def test_the_changelog_has_an_entry_for_this_version():
    assert f"## {__version__}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
