"""``sanzi ledger``, from request to workbook (docs/文件与命令.md 命令; policy 四（三）)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sanzi_lib.errors import ParameterError, RecordError
from sanzi_lib.measures.project_ledger import compute_project_ledger
from sanzi_lib.measures.project_ledger_model import ProjectLedger
from sanzi_lib.params.programme import Programme, Unit
from sanzi_lib.render.document import Document
from sanzi_lib.render.glyphs import make_safe
from sanzi_lib.render.xlsx.workbook import read_tabulated_on, render_xlsx
from sanzi_lib.reports.elements.blocks import DocumentHead, Notes
from sanzi_lib.reports.ledger import build_control_table, build_ledger_head, build_lists
from sanzi_lib.run.archive.checks import tell_folders
from sanzi_lib.run.archive.city import claim_folders
from sanzi_lib.run.archive.journal import Journal, post_to_journal, read_journal
from sanzi_lib.run.archive.returns import Recorded, read_returns
from sanzi_lib.run.ask.request import Request, choose_unit
from sanzi_lib.run.places import ledger_folder
from sanzi_lib.run.progress import Progress
from sanzi_lib.run.published.month import find_base, has_folder
from sanzi_lib.run.staging import open_staging, place_file


@dataclass(frozen=True)
class LedgerBook:
    """What became of the workbook.

    Attributes:
        path: Where it stands.
        ledger: What it holds.
        changed: False where it stood there already, with the same content.
        problems: A sentence for each thing that does not hold.
    """

    path: Path
    ledger: ProjectLedger
    changed: bool
    problems: tuple[str, ...]


def write_ledger_book(request: Request, unit: str | None, progress: Progress) -> LedgerBook:
    """Write the whole 台账 of a month, or one unit's, as an internal workbook.

    Closed months are taken as they were published. What is accepted now is added to the journal first, so that the
    sheet of versions knows it. A workbook that is otherwise unchanged keeps its 制表时间.

    Args:
        request: One month and the folders.
        unit: Name, alias or code; None for all units.
        progress: Is told what happens.

    Raises:
        ParameterError: The month has no folder, or the unit, the programme or a folder is wrong.
        RecordError: A published month is damaged, or the workbook cannot be written; it may be open.
    """
    (month,) = request.months
    folders = request.folders
    programme = request.read_programme(month.year)
    whose = None if unit is None else choose_unit(programme, unit, "参数 --unit")
    if not has_folder(folders.ledgers, month, find_base(folders.record, programme)):
        raise ParameterError(
            f"找不到月报文件夹 {folders.ledgers / str(month)}，该月没有台账。请核对月份，或用 --ledgers 指明位置。"
        )
    claim_folders(folders, [programme])
    year = read_returns(programme, month, folders, progress, jobs=request.jobs)
    tell_folders(year.accepted, progress)
    unposted = post_to_journal(year, programme, folders, progress)
    journal = read_journal(folders.record, month.months_of_year())
    ledger = compute_project_ledger(year.accepted, programme, month, None if whose is None else whose.code)
    problems = [*(f"{name}未能写入" for name in unposted), *journal.problems]
    if not ledger.holds:
        problems.append("台账各行之和与全市总览不一致，见“说明”，请把本结果交给维护人员。")
    book = _Book(year, programme, ledger, journal, whose)
    path = ledger_folder(folders.output, str(month)) / f"{book.head(date.today()).file_stem}.xlsx"
    before = _read(path)
    today = request.tabulated_on or date.today()
    kept = request.tabulated_on or read_tabulated_on(before) or today
    content = book.render(kept)
    if content != before and kept != today:
        content = book.render(today)
    changed = content != before
    if changed or request.force:
        with open_staging(folders.output, progress) as staging:
            aside = staging / "ledger.xlsx"
            aside.write_bytes(content)
            place_file(aside, path)
    return LedgerBook(path, ledger, changed, tuple(problems))


@dataclass(frozen=True)
class _Book:
    year: Recorded
    programme: Programme
    ledger: ProjectLedger
    journal: Journal
    unit: Unit | None

    def head(self, day: date) -> DocumentHead:
        returns = self.year.accepted.returns
        own = returns if self.unit is None else returns[returns["unit"] == self.unit.code]
        return build_ledger_head(self.ledger, self.programme, day, demo=bool(own["demo"].any()))

    def render(self, day: date) -> bytes:
        own = self.unit.code if self.unit is not None else None
        entries = [entry for entry in self.journal.entries if own in (None, entry.head.unit)]
        head = self.head(day)
        lists = build_lists(self.ledger, entries, self.programme, head)
        # What could not be set is told on the last sheet, which has no text of a unit of its own.
        safe = make_safe(Document(head, lists))
        unset = tuple(item for block in safe.blocks if isinstance(block, Notes) for item in block.items)
        base = self.year.base
        closed = () if base is None else (f"{base.label}，{base.month}及以前各月按定稿列示。",)
        control = build_control_table(self.ledger, day, (*closed, *unset, *self.journal.problems))
        content = render_xlsx(Document(safe.head, (*safe.blocks, control)))
        assert content is not None
        return content


def _read(path: Path) -> bytes:
    """Tell what stands there; nothing where there is no such file."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return b""
    except OSError as error:
        raise RecordError(
            f"文件 {path} 无法读取（{error.strerror}），请关闭正在使用它的程序或检查权限后再运行。"
        ) from error
