"""The edge between a notebook and the library; IPython lives here and nowhere else.

The first cell after the parameters calls :func:`begin`, which refuses a wrong parameter before anything is read;
:func:`show` puts blocks into the outputs, from which the documents are made.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import matplotlib as mpl
from IPython import get_ipython
from IPython.core.formatters import BaseFormatter, catch_format_error
from IPython.display import display
from matplotlib import font_manager
from traitlets import ObjectName, Unicode

from sanzi_lib.errors import ParameterError, SanziError
from sanzi_lib.ledger.model import Accepted
from sanzi_lib.measures.rank import resolve_rule
from sanzi_lib.months import Month, parse_month
from sanzi_lib.params.declared import find_assigned, refuse_unknown
from sanzi_lib.params.load import find_programme
from sanzi_lib.params.programme import Programme, RankRule
from sanzi_lib.params.root import find_root
from sanzi_lib.params.runs import SAMPLE_LEDGERS, LeaderboardParams, ReportParams
from sanzi_lib.render.html import render_fragment
from sanzi_lib.report.blocks import MIME, Block, block_to_json
from sanzi_lib.report.drawing import FAMILIES, find_font
from sanzi_lib.report.foreign import build_foreign_block
from sanzi_lib.report.redact import collect_persons
from sanzi_lib.report.scope import build_marks
from sanzi_lib.run.places import readings_folder
from sanzi_lib.run.previous import find_previous
from sanzi_lib.run.published import find_base
from sanzi_lib.run.record import month_folder, read_record
from sanzi_lib.run.reports import REPORTS
from sanzi_lib.run.request import build_params, read_day

SAMPLE_MONTHS = 6
"""A sample made on the way reaches at least to June."""


@dataclass(frozen=True)
class Job:
    """One report to make: its checked parameters, and the way to its data.

    Attributes:
        programme: The programme.
        month: The report month.
        group: Id of the group, None for a report on the whole city.
        rule: A ranking rule instead of the programme's, None for the programme's.
        social_benefits: Texts of 社会效益 on the board instead of the programme's number.
        as_of: 制表时间.
        trial: True where a rule or number other than the programme's is used (试算).
        params: Folder of programmes.
        ledgers: Folder of the returns.
        record: Folder that holds ``ledger/``.
        samples: True where the sample may be made if it is not there.
        reopened: True where the month is being reissued.
    """

    programme: Programme
    month: Month
    group: str | None
    rule: RankRule | None
    social_benefits: int | None
    as_of: date
    trial: bool
    params: Path
    ledgers: Path
    record: Path
    samples: bool
    reopened: bool

    @property
    def previous(self) -> Mapping[str, int] | None:
        """Ranks by unit code on the last published board of the same group, year and rule; None where there is none.

        Raises:
            RecordError: A published month is damaged.
        """
        if self.group is None:
            return None
        rule = resolve_rule(self.programme, self.group, self.rule)
        return find_previous(self.record, self.programme, self.month, self.group, rule)

    def read_accepted(self) -> Accepted:
        """The accepted record from January to the month; closed months as they were published.

        The sample is made first where it is asked for and missing.

        Raises:
            ParameterError: overrides.csv is wrong.
            RecordError: A published month is damaged.
        """
        base = find_base(self.record, self.programme, before=self.month if self.reopened else None)
        folder = month_folder(self.ledgers, self.month, base)
        if self.samples and not folder.is_dir():
            _make_sample(self.ledgers, self.programme, self.month)
        if not self.ledgers.is_dir():
            raise ParameterError(
                f"参数 ledgers：找不到月报文件夹 {self.ledgers}，请检查路径（相对路径从项目文件夹算起）。"
            )
        if not folder.is_dir():
            _tell(f"{self.ledgers} 下没有 {self.month} 文件夹，本月各单位均按未报送处理。")
        return read_record(
            self.programme,
            self.month,
            params=self.params,
            ledgers=self.ledgers,
            record=self.record,
            readings=readings_folder(self.record),
            reopened=self.reopened,
        ).accepted

    def build_marks(self, accepted: Accepted) -> tuple[str, ...]:
        """演示数据, 试编 and 试算, as far as they hold."""
        return build_marks(accepted.returns, self.programme, self.month, self.group, trial=self.trial)

    def list_persons(self, accepted: Accepted) -> frozenset[str]:
        """The names that this report must not show: of every unit, since one may write another's (domain §6)."""
        return collect_persons(accepted.projects)


def begin(report: str) -> Job:
    """Check the parameters of the notebook that calls this, before anything is read.

    From here on a wrong file or parameter is shown as one sentence instead of a traceback, and an analyst's DataFrames
    and figures are carried into the documents as tables and charts.

    Args:
        report: Id of the report (``leaderboard``).

    Raises:
        ParameterError: A parameter is unknown, of the wrong type, or has a wrong value; or this is no notebook.
    """
    shell = get_ipython()
    if shell is None:
        raise ParameterError("notebook.begin 只能在笔记本中调用；命令行请用 sanzi run。")
    shell.set_custom_exc((SanziError,), _show_sentence)
    kind = REPORTS.get(report)
    if kind is None:
        raise ParameterError(f"没有名为“{report}”的报告，现有：{'、'.join(REPORTS)}。")
    declared = tuple(kind.params.model_fields)
    history = [str(source) for source in shell.user_ns.get("In", ())]
    refuse_unknown(find_assigned(history[:-1], declared), declared)
    if missing := [name for name in declared if name not in shell.user_ns]:
        raise ParameterError(f"参数 {'、'.join(missing)} 没有给出，请先运行笔记本开头的参数单元格。")
    params = build_params(kind, {name: shell.user_ns[name] for name in declared})
    job = build_job(params, find_root(Path.cwd()))
    _carry_foreign_outputs(shell)
    return job


def show(*blocks: Block) -> None:
    """Put blocks into the cell's output, for the documents and, as HTML, for the eye."""
    for block in blocks:
        bundle: dict[str, Any] = {MIME: block_to_json(block), "text/plain": describe_block(block)}
        if fragment := render_fragment(block):
            bundle["text/html"] = fragment
        display(bundle, raw=True)  # type: ignore[no-untyped-call]


def build_job(params: ReportParams, root: Path) -> Job:
    """The job that the parameters describe.

    Args:
        params: Checked by type; values are checked here.
        root: Project root, where relative paths start.

    Raises:
        ParameterError: A value is wrong, with what would be right.
    """
    month = parse_month(params.month, where="参数 month：")
    ledgers, samples = root / params.ledgers, params.ledgers == SAMPLE_LEDGERS
    if not samples and not ledgers.is_dir():
        raise ParameterError(f"参数 ledgers：找不到月报文件夹 {ledgers}，请检查路径（相对路径从项目文件夹算起）。")
    programme = find_programme(root / params.params, year=month.year, name=params.programme)
    group, rule, social_benefits = None, None, None
    if isinstance(params, LeaderboardParams):
        group = _find_group(programme, params.group)
        rule = _build_rule(programme, group, params.metric)
        social_benefits = params.social_benefits
    changed = rule is not None and rule != resolve_rule(programme, group or "")
    more = social_benefits is not None and social_benefits != programme.thresholds.social_benefits
    return Job(
        programme=programme,
        month=month,
        group=group,
        rule=rule,
        social_benefits=social_benefits,
        as_of=read_day(params.as_of, "参数 as_of") or date.today(),
        trial=changed or more,
        params=root / params.params,
        ledgers=ledgers,
        record=root / params.record,
        samples=samples,
        reopened=getattr(params, "reopened", False),
    )


def describe_block(block: Block) -> str:
    """A block in a few words, for places that show plain text only."""
    for name in ("title", "caption", "text", "name"):
        if text := getattr(block, name, ""):
            return str(text)[:80] if name != "name" else f"〔数据：{text}〕"
    return "；".join(getattr(block, "sentences", ())) or f"〔{block.kind}〕"


def _find_group(programme: Programme, name: str) -> str:
    group = programme.find_group(name)
    if group is None:
        known = "、".join(f"{group.id}（{group.name}）" for group in programme.groups)
        raise ParameterError(f"参数 group：没有名为“{name}”的组，现有：{known}。")
    return group.id


def _build_rule(programme: Programme, group: str, metric: str | None) -> RankRule | None:
    if metric is None:
        return None
    own = resolve_rule(programme, group)
    if metric == own.metric:
        return own
    if metric == "weighted":
        raise ParameterError("参数 metric：weighted 须先在年度方案中为该组写明 weights（各项权重），不能临时设定。")
    return RankRule.model_validate({"metric": metric, "tie_breakers": own.tie_breakers})


def _make_sample(folder: Path, programme: Programme, month: Month) -> None:
    # The sample's stories are needed only where there is no sample yet.
    from sanzi_lib.ledger.sample import write_sample  # noqa: PLC0415

    through = Month(month.year, max(month.month, SAMPLE_MONTHS))
    _tell(f"没有找到样例月报，正在生成 {month.year}-01 至 {through} 的样例：{folder}")
    folder.mkdir(parents=True, exist_ok=True)
    # Made aside and moved in month by month: another notebook may be doing the same.
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".sample-") as aside:
        write_sample(Path(aside), programme, through=through)
        for made in sorted(Path(aside).iterdir()):
            target = folder / made.name
            if not target.exists():
                try:
                    made.rename(target)
                except OSError:
                    if not target.is_dir():
                        raise


def _tell(sentence: str) -> None:
    # Outputs on stderr stay in the notebook and never reach a document.
    sys.stderr.write(f"{sentence}\n")


def _show_sentence(shell: Any, kind: type[BaseException], error: BaseException, *_: Any, **__: Any) -> list[str]:
    sentence = [str(error)]
    shell._showtraceback(kind, error, sentence)
    return sentence


class _BlockFormatter(BaseFormatter):
    """Gives an analyst's tables and figures our own output type beside their usual ones.

    It asks the object itself: registrations by type are dropped when pyplot is first used.
    """

    format_type = Unicode(MIME)
    print_method = ObjectName("_repr_sanzi_block_")
    _return_type = dict

    @catch_format_error  # type: ignore[untyped-decorator]
    def __call__(self, obj: Any) -> Mapping[str, Any] | None:
        block = build_foreign_block(obj)
        return None if block is None else block_to_json(block)


def _carry_foreign_outputs(shell: Any) -> None:
    formatters: dict[str, Any] = shell.display_formatter.formatters
    formatters.setdefault(MIME, _BlockFormatter(parent=shell.display_formatter))
    # This process is the notebook's own, so its figures may have a face with Chinese characters by default.
    families = mpl.rcParams["font.sans-serif"]
    if families[:1] != [FAMILIES[0]]:
        font_manager.fontManager.addfont(find_font())
        mpl.rcParams["font.sans-serif"] = [FAMILIES[0], *families]
