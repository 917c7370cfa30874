"""No 风险, no person, no number gets into anything that is circulated (docs/核验规则.md 级别; docs/指标口径.md 印发).

Every kind of report that the registry does not call internal is made of planted returns: one that is added later is
held to this as soon as it is registered.
"""

from __future__ import annotations

import html
import io
import json
import re
import unicodedata
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pypdf
import pytest

from sanzi_lib.cli.app import run_command
from sanzi_lib.ledger.accept import read_year
from sanzi_lib.ledger.check.table import RULES
from sanzi_lib.masking import NAME_MASK, NUMBER_MASK
from sanzi_lib.months import Month
from sanzi_lib.params.load import read_programme
from sanzi_lib.params.overrides import read_overrides
from sanzi_lib.run.ask.kinds import REPORTS
from sanzi_lib.run.documents import write_documents, write_notebook

pytestmark = pytest.mark.slow

NAME, YEAR = "yunxiu-2025", 2025
MAY, JUNE = Month(YEAR, 5), Month(YEAR, 6)
CIRCULATED = [kind for kind in REPORTS.values() if not kind.internal]
GROUPS = ("towns", "departments", "companies")
TOWN = "339900101"
RISK_WORDS = ("隐性债务", "国企购地", "虚增", "风险提示")
"""Words of which the texts of the rules are made; no other part of a report has a use for them."""


def subjects_of(kind):
    """Parameters of every way in which there is such a report."""
    fields = kind.params.model_fields
    plain = {"month": str(JUNE), "ledgers": "ledgers", "record": "record", "as_of": "2025-07-06"}
    if kind.per_group:
        return [plain | {"group": group} for group in GROUPS]
    subjects = [plain]
    if kind.per_unit and "unit" in fields:
        subjects.append(plain | {"unit": TOWN})
    if kind.span and "through" in fields:
        subjects.append(plain | {"month": str(MAY), "through": str(JUNE)})
    return subjects


@pytest.fixture(scope="module")
def accepted(project):
    """What the planted returns give; every plant is there to be found."""
    folder = project / "params" / NAME
    return read_year(read_programme(folder), project / "ledgers", JUNE, overrides=read_overrides(folder))


@pytest.fixture(scope="module")
def forbidden(accepted, plants):
    """Everything that must not be found, as :func:`squeeze` leaves it."""
    found = [finding for checks in accepted.months for finding in checks.findings if finding.level == "风险"]
    assert {finding.rule for finding in found} == {rule.id for rule in RULES if rule.level == "风险"}
    assert any(finding.override for finding in found)
    words = {finding.message for finding in found} | {rule.text for rule in RULES if rule.level == "风险"}
    return {squeeze(word) for word in (*words, *RISK_WORDS, *plants)}


@pytest.fixture(scope="module")
def circulated(project, executed, tmp_path_factory):
    """Every circulated report in every form, by what it is."""
    made = {}
    for kind in CIRCULATED:
        for number, parameters in enumerate(subjects_of(kind)):
            folder = tmp_path_factory.mktemp(f"{kind.id}-{number}")
            notebook = executed(kind.notebook, parameters)
            write_notebook(notebook, folder / f"{kind.id}.ipynb")
            write_documents(notebook, folder, kind.formats)
            made[f"{kind.id} {parameters.get('group', parameters.get('unit', number))}"] = folder
    return made


@pytest.fixture(scope="module")
def texts(circulated):
    """Every text in every form of every circulated report: report, where, the text squeezed."""
    return [
        (name, where, text)
        for name, folder in circulated.items()
        for path in sorted(folder.iterdir())
        for where, text in texts_of(path)
    ]


def test_the_returns_hold_every_plant(accepted, plants):
    assert set(accepted.returns.loc[accepted.returns["month"] == 6, "state"]) == {
        "accepted",
        "sent_back",
        "not_reported",
    }
    raw = squeeze("".join(str(value) for frame in (accepted.projects, accepted.movements, accepted.cases) for value in
                          frame.to_numpy().ravel()))  # fmt: skip
    assert not [name for name in plants[:6] if squeeze(name) not in raw]


def test_nothing_planted_gets_out(texts, forbidden):
    assert {name.split()[0] for name, _, _ in texts} == {kind.id for kind in CIRCULATED}
    leaks = [f"{name} {where}: {word}" for name, where, text in texts for word in sorted(forbidden) if word in text]
    assert not leaks, "\n".join(leaks[:40])


def test_no_rule_of_that_level_is_named(texts):
    ids = re.compile(rf"(?<![0-9A-Za-z+/])(?:{'|'.join(r.id for r in RULES if r.level == '风险')})(?![0-9A-Za-z+/])")
    assert not [f"{name} {where}" for name, where, text in texts if ids.search(text)]


def test_the_texts_themselves_are_there_with_masks(texts):
    """Otherwise nothing would be proved: the planted cells are shown, only their plants are not."""
    whole = "".join(text for _, _, text in texts)
    for token in ("社会效益，经办", "案例标题，经办", "案例做法，经办", "调整原因，经办", "资金项目，经办"):
        assert squeeze(f"{token}{NAME_MASK}") in whole, token
    assert squeeze(f"手机{NUMBER_MASK}，座机{NUMBER_MASK}，证件{NUMBER_MASK}") in whole


def test_the_internal_list_says_it_all_without_persons(project, executed, plants, tmp_path):
    kind = REPORTS["risk"]
    notebook = executed(kind.notebook, subjects_of(kind)[0])
    write_notebook(notebook, tmp_path / "risk.ipynb")
    write_documents(notebook, tmp_path, kind.formats)
    (pdf,) = tmp_path.glob("*.pdf")
    pages = [page.extract_text() for page in pypdf.PdfReader(pdf).pages]
    assert all("内部资料" in page for page in pages)
    whole = squeeze("".join(pages))
    persons, risks = plants[:9], plants[9:]
    assert not [word for word in risks if squeeze(word) not in whole]
    for _, text in (found for path in tmp_path.iterdir() for found in texts_of(path)):
        assert not [word for word in persons if squeeze(word) in text]
    data = json.loads((tmp_path / "risk.json").read_text(encoding="utf-8"))
    assert {entry["rule"] for entry in data["entries"]} == {"V24", "V25"}
    wrong = [entry for entry in data["entries"] if entry["code"] == "339900001"]
    assert {entry["state"] for entry in wrong} == {"sent_back"}


def test_the_command_leaves_nothing_behind(project, forbidden, monkeypatch, capsys):
    """A board as ``sanzi run`` makes it, the list of risks beside it: names, manifests and the catalogue too."""
    monkeypatch.chdir(project)
    words = ["--report", "leaderboard", "--group", "towns", "--report", "risk", "--as-of", "2025-07-06"]
    assert run_command(["run", str(JUNE), *words, "--output", "out"]) == 0
    said = capsys.readouterr()
    output = project / "out"
    looked = [path for path in output.rglob("*") if path.is_file() and not internal(path.relative_to(output))]
    assert {path.suffix for path in looked} >= {".html", ".pdf", ".xlsx", ".json", ".ipynb"}
    assert output / "index.html" in looked
    assert (output / str(JUNE) / REPORTS["risk"].place / "risk.json").is_file()
    names = "".join(path.relative_to(output).as_posix() for path in output.rglob("*"))
    everything = [("names", squeeze(names)), ("said", squeeze(said.out + said.err))]
    everything += [found for path in looked for found in texts_of(path)]
    # The list's own name stands in messages, in folders and in the catalogue.
    words = forbidden - {"风险提示"}
    leaks = [f"{where}: {word}" for where, text in everything for word in sorted(words) if word in text]
    assert not leaks, "\n".join(leaks[:40])


def internal(path: Path) -> bool:
    """What the office keeps: checks.json, the readings, the folders of internal reports."""
    kept = {kind.place for kind in REPORTS.values() if kind.internal}
    return path.parts[0] == "ledger" or bool(kept & set(path.parts)) or path.name in (".lock", ".city.json")


def texts_of(path: Path) -> Iterator[tuple[str, str]]:
    """Every text in a file, what is packed or attached inside too, each squeezed."""
    yield f"name of {path.name}", squeeze(path.name)
    yield from _texts_in(path.name, path.read_bytes())


def _texts_in(name: str, content: bytes) -> Iterator[tuple[str, str]]:
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for part in archive.namelist():
                yield from _texts_in(f"{name}/{part}", archive.read(part))
    elif content.startswith(b"%PDF"):
        reader = pypdf.PdfReader(io.BytesIO(content))
        yield name, squeeze("".join(page.extract_text() for page in reader.pages))
        yield f"{name} metadata", squeeze(str(dict(reader.metadata or {})))
        for attached, versions in reader.attachments.items():
            for version in versions:
                yield from _texts_in(f"{name}/{attached}", version)
    else:
        text = content.decode("utf-8", "replace")
        yield name, squeeze(text)
        if "<" in text:
            yield f"{name} without tags", squeeze(html.unescape(re.sub(r"<[^>]*>", "", text)))
        if "\\u" in text or "\\n" in text:
            yield f"{name} unescaped", squeeze(text.replace("\\n", ""))


def squeeze(text: str) -> str:
    """A text as a reader compares: no blanks, hyphens, dots and invisible characters; one form of each character."""
    folded = unicodedata.normalize("NFKC", text)
    return re.sub(r"[\s\-·‐—_]", "", "".join(c for c in folded if unicodedata.category(c) != "Cf"))
