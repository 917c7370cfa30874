"""The docs are held against the code, so that they stay true."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest
import typer.main

from sanzi_lib import __version__
from sanzi_lib.cli.app import app
from sanzi_lib.ledger.check.table import RULES
from sanzi_lib.ledger.layout import COVER_LABELS, SHEETS
from sanzi_lib.measures.figures import FIGURES, METRICS, STATED
from sanzi_lib.params.programme import CheckTerms
from sanzi_lib.params.rules import Thresholds
from sanzi_lib.run.ask.kinds import REPORTS

ROOT = Path(__file__).resolve().parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])


def test_the_page_of_rules_names_every_rule_with_its_level():
    page = (ROOT / "docs" / "核验规则.md").read_text(encoding="utf-8")
    stated = re.findall(r"^\| (V\d\d) \| (\S+) \|", page, flags=re.MULTILINE)
    assert len(stated) == len({rule for rule, _ in stated})
    heaviest = {}
    for rule in RULES:
        if heaviest.get(rule.id) != "错误":
            heaviest.setdefault(rule.id, rule.level)
    assert dict(stated) == heaviest


def test_the_page_of_programmes_names_every_threshold_and_check_term():
    page = (ROOT / "docs" / "年度方案.md").read_text(encoding="utf-8")
    rows = [line for line in page.splitlines() if line.startswith("|")]
    for model in (Thresholds, CheckTerms):
        told = {name for row in rows for name in re.findall(r"`(\w+)`", row)}
        assert set(model.model_fields) <= told
    for name, terms in CheckTerms().model_dump().items():
        row = next(row for row in rows if f"`{name}`" in row)
        assert row.rsplit("|", 2)[1].strip() == "、".join(terms)


def test_readme_lists_exactly_the_commands_that_exist():
    page = (ROOT / "README.md").read_text(encoding="utf-8")
    stated = re.findall(r"^\| `sanzi (\w+)", page, flags=re.MULTILINE)
    assert sorted(stated) == sorted(typer.main.get_command(app).commands)


def test_nothing_cites_what_is_not_in_the_repository():
    outside = re.compile(
        r"\bdomain(\.md)?[ ,:]*§|\bdomain\.md|\bcontracts(\.md)?[,:)]|\barchitecture(\.md)?[,:)]|\(issue[ :]|shared/"
    )
    assert not {path: match[0] for path, text in CITING.items() if (match := outside.search(text))}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_between_pages_lead_somewhere(page):
    for target in re.findall(r"\]\(([^)#]+)\)", page.read_text(encoding="utf-8")):
        assert "://" in target or (page.parent / target).exists(), target


def test_the_changelog_has_an_entry_for_this_version():
    assert f"## {__version__}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


CITING = {
    path: path.read_text(encoding="utf-8")
    for room in ("sanzi_lib", "tests", "notebooks", "params")
    for path in sorted((ROOT / room).rglob("*"))
    if path.suffix in (".py", ".ipynb", ".yaml") and path != Path(__file__).resolve()
}
CITATION = re.compile(
    r"(docs/[^\s/]+\.md|CONTRIBUTING\.md)(?: ((?:[\u4e00-\u9fff]|V\d\d|[a-z]+\.json)[^\s,;:)）\"`]*))?"
)
"""``docs/指标口径.md 排名、印发``: a page, and headings of it (without their ordinals) or ids of rules."""

POLICY = re.compile(r"(?:policy |方案|source: )([一二三四](?:（[一二三四五六七八九]）\d?)?)(?![\w（])")
PARAGRAPHS = {
    "一",
    *(f"二（一）{number}" for number in range(1, 10)),
    *(f"二（二）{number}" for number in range(1, 5)),
    *(f"二（三）{number}" for number in range(1, 3)),
    *(f"三（{number}）" for number in "一二三四五"),
    *(f"四（{number}）" for number in "一二三四五六七八"),
}
"""The paragraphs of 衡政办函〔2024〕12号, as the policy numbers them."""


def anchors(page: Path) -> set[str]:
    """What may be cited of a page: its headings without their ordinals, and the ids of its table of rules."""
    text = page.read_text(encoding="utf-8")
    headings = re.findall(r"^#{2,} (?:[一二三四五六七八九十]+、)?(.+?)\s*$", text, flags=re.MULTILINE)
    assert len(headings) == len(set(headings)), f"{page.name}: a heading stands twice"
    return {*headings, *re.findall(r"^\| (V\d\d) \|", text, flags=re.MULTILINE)}


def citations(text: str) -> list[tuple[str, list[str]]]:
    """Each citation as its page and what it names there."""
    return [(page, re.split("[、–]", names.rstrip(".。")) if names else []) for page, names in CITATION.findall(text)]


def test_a_citation_is_read_as_it_is_written():
    text = "(docs/指标口径.md 排名、印发; docs/核验规则.md V23–V25). docs/文件与命令.md leaderboard.json. docs/定稿.md"
    assert citations(text) == [
        ("docs/指标口径.md", ["排名", "印发"]),
        ("docs/核验规则.md", ["V23", "V25"]),
        ("docs/文件与命令.md", ["leaderboard.json"]),
        ("docs/定稿.md", []),
    ]


def test_every_citation_leads_somewhere():
    pages = {page: anchors(ROOT / page) for page in {page for text in CITING.values() for page, _ in citations(text)}}
    wrong = {
        path: (page, names)
        for path, text in CITING.items()
        for page, names in citations(text)
        if set(names) - pages[page]
    }
    assert not wrong
    assert not {path: unknown for path, text in CITING.items() if (unknown := set(POLICY.findall(text)) - PARAGRAPHS)}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_paragraphs_of_the_policy_that_a_page_names_exist(page):
    assert not set(POLICY.findall(page.read_text(encoding="utf-8"))) - PARAGRAPHS


@pytest.mark.parametrize("page", ["指标口径", "核验规则", "文件与命令"])
def test_headings_are_numbered_in_order(page):
    text = (ROOT / "docs" / f"{page}.md").read_text(encoding="utf-8")
    found = re.findall(r"^## ([一二三四五六七八九十]+)、", text, flags=re.MULTILINE)
    ones = ["", *"一二三四五六七八九"]
    numerals = [*ones[1:], "十", *(f"十{one}" for one in ones[1:]), "二十", *(f"二十{one}" for one in ones[1:])]
    assert found == numerals[: len(found)]
    assert len(found) == text.count("\n## ")


def test_the_page_of_commands_lists_exactly_the_commands_that_exist():
    page = (ROOT / "docs" / "文件与命令.md").read_text(encoding="utf-8")
    stated = re.findall(r"^\| `sanzi (\w+)", page, flags=re.MULTILINE)
    assert sorted(stated) == sorted(typer.main.get_command(app).commands)


def test_the_page_of_commands_names_the_common_options():
    page = (ROOT / "docs" / "文件与命令.md").read_text(encoding="utf-8")
    stated = set(re.findall(r"(?<![\w-])(--?[a-z][a-z-]*)", page))
    for name, command in typer.main.get_command(app).commands.items():
        assert {option for parameter in command.params for option in parameter.opts if option[0] == "-"} <= stated, name


@pytest.mark.parametrize("spec", [COVER_LABELS, *(sheet.columns for sheet in SHEETS)], ids=lambda spec: spec[0].key)
def test_the_page_of_rules_names_every_column_and_what_must_be_filled(spec):
    page = (ROOT / "docs" / "核验规则.md").read_text(encoding="utf-8")
    for item in spec:
        name = getattr(item, "label", None) or item.header
        stated = re.findall(rf"(?<=[：、，\n ]){re.escape(name)}(\*?)(?=[、，。；（ \n])", page)
        assert ("*" if item.required else "") in stated, name


def test_the_page_of_measures_lists_every_report():
    page = (ROOT / "docs" / "指标口径.md").read_text(encoding="utf-8")
    for kind in REPORTS.values():
        assert re.search(rf"^\| {kind.name} \|", page, flags=re.MULTILINE), kind.name


@pytest.mark.parametrize("name", ["文件与命令", "年度方案"])
def test_every_metric_is_named(name):
    page = (ROOT / "docs" / f"{name}.md").read_text(encoding="utf-8")
    assert not set(METRICS) - set(re.findall(r"`([a-z_]+)`", page))


def test_every_rankable_figure_is_named_by_its_name():
    rank = (ROOT / "docs" / "指标口径.md").read_text(encoding="utf-8").partition("、排名")[2].partition("\n## ")[0]
    assert not [FIGURES[key].name for key in METRICS if FIGURES[key].name not in rank]


def test_the_modules_that_the_page_of_development_names_are_there():
    page = (ROOT / "docs" / "development.md").read_text(encoding="utf-8")
    rooms = "|".join(path.name for path in (ROOT / "sanzi_lib").iterdir() if path.is_dir())
    named = re.findall(rf"`((?:{rooms})(?:\.\w+)+)`", page)
    assert len(named) > 10
    for name in named:
        path = ROOT / "sanzi_lib" / name.replace(".", "/")
        module = path if path.is_dir() or path.with_suffix(".py").is_file() else path.parent
        assert module.is_dir() or module.with_suffix(".py").is_file(), name
        if module != path:
            assert path.name in module.with_suffix(".py").read_text(encoding="utf-8"), name


def test_the_page_of_files_names_every_key_of_a_board():
    page = (ROOT / "docs" / "文件与命令.md").read_text(encoding="utf-8")
    own = page.partition("## 八、leaderboard.json")[2].partition("## 九")[0]
    keys = {*STATED, "rank"} | {"state", "days_late", "social_benefit", "cases"}
    keys |= {"code", "unit", "tied", "previous_rank", "rank_change", "of_which"}
    assert not keys - set(re.findall(r"`([a-z_]+)`", own))


GLOSSARY = ROOT / "docs" / "术语.md"
SOURCES = {path: path.read_text(encoding="utf-8") for path in sorted((ROOT / "sanzi_lib").rglob("*.py"))}


@cache
def _public_classes() -> dict[str, list[str]]:
    """Public classes and aliases of types, with the modules that define them."""
    found: dict[str, list[str]] = {}
    for path, text in SOURCES.items():
        for node in ast.parse(text).body:
            named = (
                node.target
                if isinstance(node, ast.AnnAssign)
                else node.targets[0]
                if isinstance(node, ast.Assign)
                else None
            )
            name = node.name if isinstance(node, ast.ClassDef) else named.id if isinstance(named, ast.Name) else ""
            if re.fullmatch(r"[A-Z]\w*[a-z]\w*", name):
                found.setdefault(name, []).append(path.relative_to(ROOT).as_posix())
    return found


def test_every_word_of_the_glossary_is_used():
    rows = re.findall(r"^\| [^|]+ \| ([^|]+) \|", GLOSSARY.read_text(encoding="utf-8"), flags=re.MULTILINE)
    words = {word for cell in rows for word in re.findall(r"`(\w+)`", cell)}
    assert len(words) > 80
    used = set(re.findall(r"\w+", "\n".join(SOURCES.values())))
    parts = used | {part for word in used for part in word.split("_")}
    assert not words - parts


def test_words_that_are_not_used_name_nothing():
    banned = set(re.findall(r"`(\w+)`", GLOSSARY.read_text(encoding="utf-8").partition("## 不用的词")[2]))
    assert len(banned) > 10
    modules = {path.stem for path in SOURCES if path.stem in banned}
    classes = {name for name in _public_classes() if {w.lower() for w in re.findall("[A-Z][a-z]+", name)} & banned}
    assert not modules | classes


def test_a_public_name_means_one_thing():
    assert not {name: places for name, places in _public_classes().items() if len(places) > 1}
