"""``sanzi doctor``: can this machine make every report? Each examination passes or says what to do."""

# ruff: noqa: PLC0415  (each examination imports what it examines: what is broken there must be told, not stop the others)

from __future__ import annotations

import platform
import re
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from sanzi_lib.cli.options import takes
from sanzi_lib.errors import SanziError
from sanzi_lib.run.ask.options import Options
from sanzi_lib.run.progress import clean

HELP = "检查本机能否生成全部报告。 Can this machine make every report?"

PROJECT = "sanzi-lib"
OLDEST, NEWEST = (3, 11), (3, 13)

_REINSTALL = "请在项目文件夹内运行：python -m pip install -e ."


@dataclass(frozen=True)
class Answer:
    """What an examination found.

    Attributes:
        passed: True where reports can be made as far as this goes.
        found: What was found.
        advice: What to do; "" where nothing is.
    """

    passed: bool
    found: str
    advice: str = ""


@takes("output")
def doctor(*, options: Options) -> int:
    """Say whether this machine can make every report.

    Returns:
        0 where all passed, 1 otherwise.
    """
    examinations: tuple[tuple[str, Callable[[], Answer]], ...] = (
        ("Python", examine_python),
        ("软件包", examine_packages),
        ("项目文件", examine_project),
        ("字体", examine_fonts),
        ("PDF排版", examine_typesetting),
        ("内核", examine_kernel),
        ("写入权限", lambda: examine_writing(options.output)),
    )
    answers = [(name, _ask(examination)) for name, examination in examinations]
    _tell(answers)
    return 0 if all(answer.passed for _, answer in answers) else 1


def _ask(examination: Callable[[], Answer]) -> Answer:
    try:
        return examination()
    except SanziError as error:
        return Answer(False, str(error))
    except Exception as error:  # noqa: BLE001  whatever is broken on this machine is the answer
        return Answer(False, f"{type(error).__name__}: {error}", _REINSTALL)


def examine_python() -> Answer:
    """Is this a Python that the suite is made for?"""
    found = f"{platform.python_version()}（{sys.executable}）"
    if OLDEST <= sys.version_info[:2] <= NEWEST:
        return Answer(True, found)
    return Answer(False, found, "请安装 Python 3.11、3.12 或 3.13，重新建立环境。")


def examine_packages() -> Answer:
    """Is every package there, and new enough?"""
    try:
        lines = metadata.requires(PROJECT) or []
    except metadata.PackageNotFoundError:
        return Answer(False, "本程序没有安装", _REINSTALL)
    wrong = []
    count = 0
    for line in lines:
        requirement, _, marker = line.partition(";")
        match = re.match(r"([A-Za-z0-9._-]+)\s*(?:>=\s*([0-9.]+))?", requirement.strip())
        if match is None or "extra" in marker:
            continue
        count += 1
        name, least = match[1], match[2]
        try:
            version = metadata.version(name)
        except metadata.PackageNotFoundError:
            wrong.append(f"{name} 未安装")
            continue
        if least and _numbers(version) < _numbers(least):
            wrong.append(f"{name} {version} 过旧，须 {least} 以上")
    if wrong:
        return Answer(False, "；".join(wrong), _REINSTALL)
    return Answer(True, f"{count}个软件包齐全")


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", version.partition("+")[0])[:3])


def examine_project() -> Answer:
    """Are the project's programmes and notebooks there, and do the programmes hold together?"""
    from sanzi_lib.params.load import read_programme
    from sanzi_lib.run.ask.kinds import REPORTS
    from sanzi_lib.run.ask.request import PARAMS, find_notebooks, find_project

    root = find_project(Path.cwd(), None)
    programmes = [read_programme(path.parent) for path in sorted((root / PARAMS).glob("*/programme.yaml"))]
    if not programmes:
        return Answer(False, f"{root / PARAMS} 下没有年度方案", "请建立年度方案文件夹，或恢复项目文件。")
    notebooks = find_notebooks(root)
    missing = [kind.notebook for kind in REPORTS.values() if not (notebooks / kind.notebook).is_file()]
    if missing:
        return Answer(False, f"{notebooks} 中缺少 {'、'.join(missing)}", "请恢复 notebooks 文件夹。")
    return Answer(True, f"{root}，年度方案：{'、'.join(programme.id for programme in programmes)}")


def examine_fonts() -> Answer:
    """Are the shipped faces there, and which official faces has the machine?"""
    from sanzi_lib.render.fonts import find_font_folder, read_faces

    find_font_folder()
    faces, _ = read_faces()
    stacks = (faces.title, faces.body, faces.black, faces.kai)
    official = list(dict.fromkeys(stack[0] for stack in stacks if not stack[0].startswith("Noto")))
    if official:
        return Answer(True, f"自带字体齐全；公文字体：{'、'.join(official)}")
    return Answer(True, "自带字体齐全；本机没有方正小标宋、仿宋_GB2312等公文字体，以Noto字体代替")


def examine_typesetting() -> Answer:
    """Give Does the PDF compiler set a line?"""
    from sanzi_lib.render.document import Document
    from sanzi_lib.render.pdf import render_pdf
    from sanzi_lib.reports.elements.blocks import DocumentHead, Paragraph

    head = DocumentHead("doctor", "排版检查", "doctor", "", "2024-01-01")
    content = render_pdf(Document(head, (Paragraph("国有资产盘活，㎡、▼、〇。"),)))
    if not content.startswith(b"%PDF-"):
        return Answer(False, "排版结果不是PDF", _REINSTALL)
    return Answer(True, f"已排出一页（{len(content) // 1024} KB）")


def examine_kernel() -> Answer:
    """Give Does a kernel of this very Python start, and does it find the library?"""
    from sanzi_lib.run.documents import build_notebook, write_notebook
    from sanzi_lib.run.make.execute import execute_notebook

    source = "import sys, sanzi_lib\nassert sys.executable == expected, sys.executable"
    with tempfile.TemporaryDirectory(prefix="sanzi-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        write_notebook(build_notebook("expected = None", source), folder / "probe.ipynb")
        execute_notebook(folder / "probe.ipynb", {"expected": sys.executable}, folder / "probed.ipynb", cwd=Path.cwd())
    return Answer(True, "内核能启动，与命令行是同一个Python")


def examine_writing(output: Path | None) -> Answer:
    """Can reports be written where they would go, under their Chinese names?"""
    from sanzi_lib.run.ask.request import OUTPUT, find_project, resolve
    from sanzi_lib.run.places import write_whole

    target = output if output and output.is_absolute() else resolve(find_project(Path.cwd(), None), output, OUTPUT)
    probe = target / ".写入检查（可删除）.txt"
    try:
        write_whole(probe, "检查\n")
        write_whole(probe, "检查\n")
        probe.unlink()
    except OSError as error:
        return Answer(False, f"{target}：{error.strerror}", "请检查文件夹权限，或用 --output 另指文件夹。")
    return Answer(True, str(target))


def _tell(answers: list[tuple[str, Answer]]) -> None:
    try:
        from rich.table import Table

        from sanzi_lib.cli.terminal import Terminal
    except ImportError:
        _tell_plainly(answers)
        return
    terminal = Terminal()
    if not terminal.is_watched:
        _tell_plainly(answers)
        return
    table = Table(title="本机检查")
    for header in ("项目", "结果", "情况", "怎么办"):
        table.add_column(header)
    for name, answer in answers:
        style = None if answer.passed else "red"
        cells = (name, "通过" if answer.passed else "不通过", answer.found, answer.advice)
        table.add_row(*(clean(cell) for cell in cells), style=style)
    terminal.show(table)
    terminal.say(_summary(answers))


def _tell_plainly(answers: list[tuple[str, Answer]]) -> None:
    for name, answer in answers:
        result = "通过" if answer.passed else "不通过"
        advice = f" → {answer.advice}" if answer.advice else ""
        sys.stdout.write(f"{result}  {name}：{clean(answer.found)}{advice}\n")
    sys.stdout.write(f"{_summary(answers)}\n")


def _summary(answers: list[tuple[str, Answer]]) -> str:
    failed = [name for name, answer in answers if not answer.passed]
    return f"不通过：{'、'.join(failed)}。" if failed else "全部通过，本机可以生成全部报告。"
