"""The job of a notebook: what its parameters ask for, as ``sanzi run`` resolves it, and the way to its data."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from sanzi_lib.errors import ParameterError
from sanzi_lib.ledger.masked import mask_accepted
from sanzi_lib.ledger.model import Accepted
from sanzi_lib.measures.against_published import PublishedOverview
from sanzi_lib.params.load import find_programme
from sanzi_lib.params.runs import SAMPLE_LEDGERS, ReportParams
from sanzi_lib.reports.elements.marks import INTERNAL_MARK, UNPUBLISHED_MARK, build_marks
from sanzi_lib.run.archive.returns import read_record
from sanzi_lib.run.archive.sample import make_sample
from sanzi_lib.run.ask import job as asked
from sanzi_lib.run.ask.kinds import ReportKind
from sanzi_lib.run.ask.request import NOTEBOOKS, Folders
from sanzi_lib.run.places import readings_folder
from sanzi_lib.run.published.baseline import find_previous, find_previous_ranks, find_published_overview
from sanzi_lib.run.published.month import find_base, month_folder


@dataclass(frozen=True)
class NotebookJob(asked.Job):
    """One report to make, with the way to its data; its 制表时间 is today where none was given."""

    @property
    def previous(self) -> Mapping[str, int | None] | None:
        """Ranks by unit code on the last published board of the same group, year and rule; None where there is none.

        Raises:
            RecordError: A published month is damaged.
        """
        if self.group is None or self.rule is None:
            return None
        return find_previous(self.folders.record, self.programme, self.month, self.group, self.rule)

    @property
    def previous_ranks(self) -> Mapping[str, Mapping[str, int | None]]:
        """By group, what :attr:`previous` is for the group's own board; groups without are left out.

        Raises:
            RecordError: A published month is damaged.
        """
        return find_previous_ranks(self.folders.record, self.programme, self.month)

    @property
    def published_overview(self) -> PublishedOverview | None:
        """What the overview of the last published month said; None where there is none.

        Raises:
            RecordError: A published month is damaged.
        """
        return find_published_overview(self.folders.record, self.programme, self.month)

    def read_accepted(self) -> Accepted:
        """Read the accepted record from January to the month; closed months as they were published.

        Persons and their numbers are masked in it, unless the kind of report may name them (docs/指标口径.md 印发). The
        sample is made first where it is asked for and missing.

        Raises:
            ParameterError: overrides.csv is wrong.
            RecordError: A published month is damaged.
        """
        folders = self.folders
        base = find_base(folders.record, self.programme, before=self.month if self.reopened else None)
        folder = month_folder(folders.ledgers, self.month, base)
        if self.parameters.ledgers == SAMPLE_LEDGERS and not folder.is_dir():
            make_sample(folders.ledgers, self.programme, self.month, _tell)
        if not folders.ledgers.is_dir():
            raise ParameterError(_say_no_ledgers(folders.ledgers))
        if not folder.is_dir():
            _tell(f"{folders.ledgers} 下没有 {self.month} 文件夹，本月各单位均按未报送处理。")
        accepted = read_record(
            self.programme,
            self.month,
            params=folders.params,
            ledgers=folders.ledgers,
            record=folders.record,
            readings=readings_folder(folders.record),
            reopened=self.reopened,
        ).accepted
        if self.kind.names_persons:
            return accepted
        return mask_accepted(accepted, self.programme, circulated=not self.kind.internal)

    def build_marks(self, accepted: Accepted) -> tuple[str, ...]:
        """内部资料, 演示数据, 试编, 试算 and 未定稿, as far as they hold.

        Raises:
            RecordError: A published month is damaged.
        """
        group = self.programme.unit_by_code[self.unit].group if self.unit else self.group
        marks = build_marks(
            accepted.returns, self.programme, self.month, group, trial=bool(self.trial), tabulated_on=self.tabulated_on
        )
        internal = (INTERNAL_MARK,) if self.kind.internal else ()
        unpublished = (UNPUBLISHED_MARK,) if self.kind.provisional and not self.is_published() else ()
        return (*internal, *marks, *unpublished)

    def is_published(self) -> bool:
        """Tell whether the report month is closed.

        Raises:
            RecordError: A published month is damaged.
        """
        base = find_base(self.folders.record, self.programme)
        return base is not None and self.month <= base.month


def build_job(kind: ReportKind, params: ReportParams, root: Path, *, reopened: bool = False) -> NotebookJob:
    """Build the job that the parameters describe.

    Args:
        kind: The kind of report.
        params: Checked by type; values are checked here.
        root: Project root, where relative paths start.
        reopened: The month is being reissued.

    Raises:
        ParameterError: A value is wrong, with what would be right.
    """
    _, month = params.read_months()
    if not kind.exists(month):
        raise ParameterError(f"参数 month：{kind.name}只有{kind.say_months()}的，“{params.month}”没有，请改写月份。")
    ledgers = root / params.ledgers
    if params.ledgers != SAMPLE_LEDGERS and not ledgers.is_dir():
        raise ParameterError(_say_no_ledgers(ledgers))
    programme = find_programme(root / params.params, year=month.year, name=params.programme)
    record = root / params.record
    folders = Folders(root, root / params.params, ledgers, record, record, root / NOTEBOOKS)
    job = NotebookJob.of(kind, params, programme, folders, reopened=reopened)
    return replace(job, tabulated_on=job.tabulated_on or date.today())


def _say_no_ledgers(folder: Path) -> str:
    return f"参数 ledgers：找不到月报文件夹 {folder}，请检查路径（相对路径从项目文件夹算起）。"


def _tell(sentence: str) -> None:
    # Outputs on stderr stay in the notebook and never reach a document.
    sys.stderr.write(f"{sentence}\n")
