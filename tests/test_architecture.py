"""The house rules that no linter knows."""

from __future__ import annotations

import ast
import re
import tomllib
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parent.parent
MODULES = sorted((ROOT / "sanzi_lib").rglob("*.py"))
PROGRAMME_FOLDERS = sorted(path.parent for path in (ROOT / "params").glob("*/programme.yaml"))


def _requirements() -> dict[str, str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return {re.split(r"[<>=]", line)[0]: line for line in project["dependencies"]}


def test_environment_yml_and_pyproject_name_the_same_versions():
    environment = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
    conda = [line for line in environment["dependencies"] if isinstance(line, str)]
    requirements = _requirements()
    packages = [line for line in conda if not line.startswith(("python>", "pip"))]
    assert [re.split(r"[<>=]", line)[0] for line in packages] == [
        "jupyter",
        "papermill",
        "pandas",
        "matplotlib",
        "openpyxl",
        "nbconvert",
    ]
    for line in packages:
        assert requirements[re.split(r"[<>=]", line)[0]] == line
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert f"python{project['requires-python']}" in conda
    assert {"pip": ["-e .[dev]"]} in environment["dependencies"]


def test_the_top_level_holds_what_the_contract_names():
    allowed = {
        *("notebooks", "sanzi_lib", "params", "output", "tests", "docs", ".ci", ".git", "ledgers"),
        *("environment.yml", "README.md", "pyproject.toml", "CHANGELOG.md", "CONTRIBUTING.md", "LICENSE", ".gitignore"),
        ".pre-commit-config.yaml",
    }
    ignored = {".venv", ".mypy_cache", ".pytest_cache", ".ruff_cache", ".hypothesis", ".import_linter_cache"}
    assert {path.name for path in ROOT.iterdir()} <= allowed | ignored


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_module_has_outgrown_its_room(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 500


def test_pre_commit_runs_the_tools_of_the_whole_check():
    hooks = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))["repos"]
    assert [repo["repo"] for repo in hooks] == ["local"], "nothing is downloaded"
    assert {hook["language"] for hook in hooks[0]["hooks"]} == {"system"}
    check = (ROOT / ".ci" / "run").read_text(encoding="utf-8").partition("lint, format, types, imports")[2]
    tools = re.findall(r"^\.venv/bin/(.+)$", check.partition("\n\n")[0], flags=re.MULTILINE)
    assert len(tools) >= 4
    assert [hook["entry"] for hook in hooks[0]["hooks"]] == tools


def test_no_module_is_named_after_everything():
    banned = {"utils", "util", "helpers", "helper", "common", "misc", "tools", "core", "base"}
    assert not {path.stem for path in MODULES} & banned


def test_no_city_stands_in_the_code():
    """Everything about a city is data: no unit, field or city name of any programme in code or notebooks."""
    names: set[str] = set()
    for folder in PROGRAMME_FOLDERS:
        programme = yaml.safe_load((folder / "programme.yaml").read_text(encoding="utf-8"))
        names.add(programme["city"])
        names.add(programme["city"].rstrip("市县区省州"))
        for table in ("units.csv", "targets.csv", "fields.csv"):
            for line in (folder / table).read_text(encoding="utf-8").splitlines()[1:]:
                cells = line.split(",")
                names.add(cells[1] if table == "units.csv" else cells[0])
    names -= {"", "市本级"}  # the level itself is a word of every programme, not a name
    assert len(names) > 30
    sources = [*MODULES, *(ROOT / "notebooks").glob("*.ipynb"), *(ROOT / "sanzi_lib").rglob("templates/**/*")]
    for path in sources:
        if path.is_file():
            text = path.read_text(encoding="utf-8")
            assert not [name for name in names if name in text], path


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_the_library_reads_no_environment_variable_and_works_nothing_at_import(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in ("environ", "getenv", "getenvb"):
            assert path.relative_to(ROOT / "sanzi_lib").parts[0] in ("run", "cli"), f"{path}:{node.lineno}"


def test_contacts_are_read_by_the_internal_ledger_alone():
    """Responsible persons, their phones and natural counterparties reach no report (docs/指标口径.md 印发)."""
    allowed = {"schema.py", "ledger", "measures/project_ledger.py", "measures/project_ledger_model.py"}
    allowed |= {"reports/ledger/__init__.py", "measures/facts.py"}
    for path in [*MODULES, *(ROOT / "notebooks").glob("*.ipynb")]:
        text = path.read_text(encoding="utf-8")
        if re.search(r"\bCONTACTS\b|\.contacts?\b|natural_counterparty", text):
            room = path.relative_to(ROOT / "sanzi_lib").as_posix() if path.suffix == ".py" else path.name
            assert room in allowed or room.split("/")[0] in allowed, room
