"""What a notebook calls: parameters checked first, blocks shown, an analyst's own outputs carried along."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import Any, TypeVar

import matplotlib as mpl
from IPython import get_ipython
from IPython.core.formatters import BaseFormatter, catch_format_error
from IPython.display import display
from matplotlib import font_manager
from traitlets import ObjectName, Unicode

from sanzi_lib.errors import ParameterError, SanziError
from sanzi_lib.notebook.job import NotebookJob, build_job
from sanzi_lib.params.declared import find_assigned, refuse_unknown
from sanzi_lib.params.programme import Model
from sanzi_lib.params.root import find_root
from sanzi_lib.render.analyst.values import build_analyst_block
from sanzi_lib.render.html import render_fragment
from sanzi_lib.reports.elements.blocks import MIME, Block, block_to_json
from sanzi_lib.reports.elements.charts.canvas import FAMILIES, find_font
from sanzi_lib.run.ask.kinds import REOPENED, REPORTS
from sanzi_lib.run.ask.request import check_values

_Params = TypeVar("_Params", bound=Model)


def begin(report: str) -> NotebookJob:
    """Check the parameters of the notebook that calls this, before anything is read.

    From here on a wrong file or parameter is shown as one sentence instead of a traceback, and an analyst's DataFrames
    and figures are carried into the documents as tables and charts.

    Args:
        report: Id of the report (``leaderboard``).

    Raises:
        ParameterError: A parameter is unknown, of the wrong type, or has a wrong value; or this is no notebook.
    """
    shell = find_shell()
    kind = REPORTS.get(report)
    if kind is None:
        raise ParameterError(f"没有名为“{report}”的报告，现有：{'、'.join(REPORTS)}。")
    params = read_parameters(kind.params, shell, beside=(REOPENED,))
    job = build_job(kind, params, find_root(Path.cwd()), reopened=bool(shell.user_ns.get(REOPENED)))
    _carry_own_outputs(shell)
    return job


def find_shell() -> Any:
    """Find the notebook's IPython, which from here on shows a wrong file or parameter as one sentence.

    Raises:
        ParameterError: This is no notebook.
    """
    shell = get_ipython()
    if shell is None:
        raise ParameterError("notebook.begin 只能在笔记本中调用；命令行请用 sanzi run。")
    shell.set_custom_exc((SanziError,), _show_sentence)
    return shell


def read_parameters(model: type[_Params], shell: Any, *, beside: tuple[str, ...] = ()) -> _Params:
    """Read the parameters that the notebook declares or was given.

    Args:
        model: What they are.
        shell: The notebook's IPython.
        beside: What a run may have given beside them.

    Raises:
        ParameterError: A parameter is unknown, missing or of the wrong type.
    """
    declared = tuple(model.model_fields)
    history = [str(source) for source in shell.user_ns.get("In", ())]
    assigned = find_assigned(history[:-1], declared)
    refuse_unknown([name for name in assigned if name not in beside], declared)
    if missing := [name for name in declared if name not in shell.user_ns]:
        raise ParameterError(f"参数 {'、'.join(missing)} 没有给出，请先运行笔记本开头的参数单元格。")
    return check_values(model, {name: shell.user_ns[name] for name in declared})


def show(*parts: Block | Sequence[Block]) -> None:
    """Put blocks, or sections of several, into the cell's output, for the documents and, as HTML, for the eye."""
    for block in chain.from_iterable(part if isinstance(part, Sequence) else (part,) for part in parts):
        bundle: dict[str, Any] = {MIME: block_to_json(block), "text/plain": describe_block(block)}
        if fragment := render_fragment(block):
            bundle["text/html"] = fragment
        display(bundle, raw=True)  # type: ignore[no-untyped-call]


def describe_block(block: Block) -> str:
    """Describe a block in a few words, for places that show plain text only."""
    for name in ("title", "caption", "text", "name"):
        if text := getattr(block, name, ""):
            return str(text)[:80] if name != "name" else f"〔数据：{text}〕"
    return "；".join(getattr(block, "sentences", ())) or f"〔{block.kind}〕"


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
        block = build_analyst_block(obj)
        return None if block is None else block_to_json(block)


def _carry_own_outputs(shell: Any) -> None:
    formatters: dict[str, Any] = shell.display_formatter.formatters
    formatters.setdefault(MIME, _BlockFormatter(parent=shell.display_formatter))
    # This process is the notebook's own: no matplotlibrc of the user's enters a report, and figures have a face with
    # Chinese characters by default.
    mpl.rcdefaults()
    font_manager.fontManager.addfont(find_font())
    mpl.rcParams["font.sans-serif"] = [FAMILIES[0], *mpl.rcParams["font.sans-serif"]]
