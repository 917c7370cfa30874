"""The console: choices, who has reported, buttons with their commands, findings, results, messages.

Everything that takes time is done in the background; what is shown here is set from two threads, the kernel's and the
one that hears the background, so each change is made under one lock.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import ipywidgets as widgets
from IPython.display import display

from sanzi_lib.errors import ParameterError, SanziError
from sanzi_lib.months import Month
from sanzi_lib.notebook.console import accepting, pages, publishing
from sanzi_lib.notebook.console.accepting import Accepting
from sanzi_lib.notebook.console.form import Form
from sanzi_lib.notebook.console.publishing import Publishing
from sanzi_lib.notebook.console.server import find_server
from sanzi_lib.params.console import ConsoleParams
from sanzi_lib.params.programme import Programme
from sanzi_lib.run.ask.kinds import REPORTS, Registry
from sanzi_lib.run.ask.options import Verb, build_command, write_command
from sanzi_lib.run.ask.request import Request, build_request
from sanzi_lib.run.commands.background import Background, Begun, ClickFailed, Done, Event, Over, Said, Stepped, Stopped
from sanzi_lib.run.commands.click import Arrivals, Click, Ended, Reasons, is_sample
from sanzi_lib.run.make.catalogue import has_real_reports, read_month
from sanzi_lib.run.places import CATALOGUE
from sanzi_lib.run.progress import STOPPED


class Results:
    """The list of a month's reports.

    Attributes:
        box: Its widget.
    """

    def __init__(self) -> None:
        self._server = find_server()
        self.box = widgets.HTML()

    def show(self, request: Request, month: Month) -> None:
        """Show what stands now.

        Args:
            request: Says where.
            month: The month.
        """
        output = request.folders.output
        address = self._server.address_of(output) if self._server is not None else None
        try:
            entries = read_month(output, month, request.folders.record)
        except SanziError as error:
            self.refuse(str(error))
            return
        self.box.value = pages.render_results(entries, month.label, address, output / CATALOGUE)

    def refuse(self, sentence: str) -> None:
        """Show why there is nothing to show."""
        self.box.value = pages.render_hint(sentence, warns=True)


def assert_nothing_real(request: Request, month: Month) -> None:
    """Refuse to put reports of the sample in the place of real ones.

    Raises:
        ParameterError: That would happen.
    """
    if is_sample(request.folders) and has_real_reports(request.folders.output, month):
        raise ParameterError(
            f"{request.folders.output} 里已有{month.label}用正式月报做的报告，没有用演示数据替换。"
            "请在“月报来自”中选正式月报；要看演示，请在参数单元格把 output 改为另一个文件夹。"
        )


BUTTONS: dict[Verb, tuple[str, str, str]] = {
    "check": ("核验", "读取并核验当月月报，做报送核验报告和退回修改工作簿", "info"),
    "run": ("生成", "核验月报，再做上面勾选的报告", "primary"),
    "accept": ("认可", "写入 overrides.csv；金额从不改动，再核验后生效", "info"),
    "publish": ("定稿", "冻结当月的月报、方案、数字和报告，定稿后不能覆盖", "danger"),
}
"""Text, hint and colour of each button."""

WORKING = {
    "look": "正在读取报送情况",
    "check": "正在核验",
    "run": "正在生成报告",
    "accept": "正在认可",
    "publish": "正在定稿",
}
"""What is being done."""

ENDED = {
    ("check", True): "核验完成，没有需要催办的。",
    ("check", False): "核验完成。有需要催办的，见第二步的表和下面的报送核验报告。",
    ("run", True): "生成完成，可以在下面打开。",
    ("run", False): "已结束，但有没做成的，请看消息。",
    ("accept", True): "已认可，见消息。请重新核验，报告和退回修改才会更新。",
    ("accept", False): "有没认可的，请看消息。",
    ("publish", True): "已定稿。",
}
"""How a command ended, by whether everything was done."""

DEFECT = "控制台内部出错（{}）。请重新运行本单元格；仍不行的，请在终端运行按钮旁的命令。"
LOST = "在后台干活的程序意外退出，可能是内存不足。请关闭其他程序后再试；原有报告保持不变。"


_MOST_LINES = 300


class Desk:
    """The console.

    Attributes:
        form: The choices.
        buttons: 核验, 生成, 认可 and 定稿.
        accepting: What is accepted.
        publishing: Why a month is published.
        box: Everything, in the order of the keyboard.
    """

    def __init__(
        self,
        params: ConsoleParams,
        root: Path,
        programmes: tuple[Programme, ...],
        problems: tuple[str, ...] = (),
        registry: Registry = REPORTS,
    ) -> None:
        """Build the console; nothing is read yet.

        Args:
            params: The notebook's parameters.
            root: Project root.
            programmes: Those to choose from, at least one.
            problems: What is wrong with the others.
            registry: Kinds of reports.

        Raises:
            ParameterError: A parameter is wrong.
        """
        self._root, self._lock = root, threading.RLock()
        self._background = Background(self._hear)
        self._waiting: Click | None = None
        self._looked: tuple[Any, ...] | None = None
        self._lines: deque[pages.LogLine] = deque(maxlen=_MOST_LINES)
        self.form = Form(
            params, root, programmes, registry, self._guard(self._follow), self._lock, certain=not problems
        )
        self.accepting = Accepting(self._guard(self._show_commands))
        self.publishing = Publishing(self._guard(self._show_commands))
        self.buttons = {verb: self._make_button(verb) for verb in BUTTONS}
        self.stop_button = widgets.Button(description="停止", tooltip="停下正在做的；原有报告保持不变", disabled=True)
        self.stop_button.on_click(self._guard(lambda _: self._stop()))
        self.refresh_button = widgets.Button(description="刷新", tooltip="放入或换了月报以后，重新读取")
        self.refresh_button.on_click(self._guard(lambda _: self._refresh()))
        self.progress = widgets.IntProgress(value=0, max=1, layout={"width": "20rem"})
        self.commands = {verb: widgets.HTML() for verb in BUTTONS}
        self._verb: Verb = "run"
        self.said = {verb: widgets.HTML() for verb in ("accept", "publish")}
        self.status, self.standing, self.log = (widgets.HTML() for _ in range(3))
        self.results = Results()
        self.box = self._arrange()
        for problem in problems:
            self._write(problem, warns=True)
        self._write_log()
        self._follow()

    def show(self) -> None:
        """Put the console into the cell's output; where there is no front end, a sentence."""
        bundle = self.box._repr_mimebundle_()
        display({**bundle, "text/plain": self.describe()}, raw=True)  # type: ignore[no-untyped-call]

    def describe(self) -> str:
        """Describe the console in plain text: what would be done."""
        try:
            command = write_command(self._build_command(self._build_click("run")), "sh")
        except ParameterError as error:
            return f"控制台要在 JupyterLab 中使用。{error}"
        return f"控制台要在 JupyterLab 中使用。按现在的选择，“生成”等同于命令：{command}"

    def close(self) -> None:
        """End what runs in the background."""
        self._background.close()

    def _arrange(self) -> Any:
        rows = {
            verb: widgets.HBox([self.buttons[verb], self.commands[verb]], layout={"align_items": "center"})
            for verb in BUTTONS
        }
        box = widgets.VBox(
            [
                widgets.HTML(pages.render_style()),
                widgets.HTML(pages.render_heading("1", "选择")),
                self.form.box,
                widgets.HBox(
                    [widgets.HTML(pages.render_heading("2", "看谁报了")), self.refresh_button],
                    layout={"align_items": "flex-end", "justify_content": "space-between"},
                ),
                self.standing,
                widgets.HTML(pages.render_heading("3", "核验、生成", "右边是做同样事情的命令，单击选中后可复制")),
                rows["check"],
                rows["run"],
                widgets.HBox([self.stop_button, self.progress], layout={"align_items": "center"}),
                self.status,
                widgets.HTML(pages.render_heading("4", "认可问题", "选一个问题，写明理由和认可人；金额从不改动")),
                self.accepting.box,
                rows["accept"],
                self.said["accept"],
                widgets.HTML(pages.render_heading("5", "打开结果", "“网页”在新标签页打开，其他的点击后保存")),
                self.results.box,
                widgets.HTML(pages.render_heading("6", "定稿", "看过报告以后；此后月报再有变动，不影响任何报告")),
                self.publishing.box,
                rows["publish"],
                self.said["publish"],
                widgets.HTML(pages.render_heading("", "消息")),
                self.log,
            ]
        )
        box.add_class("sanzi-console")
        return box

    def _make_button(self, verb: Verb) -> Any:
        text, hint, style = BUTTONS[verb]
        button = widgets.Button(description=text, tooltip=hint, button_style=style, layout={"flex": "none"})
        button.on_click(self._guard(lambda _: self._click(verb)))
        return button

    def _guard(self, do: Callable[..., None]) -> Callable[..., None]:
        """Give a handler that works under the lock and tells every failure as a sentence."""

        def handle(*values: Any) -> None:
            with self._lock:
                try:
                    do(*values)
                except SanziError as error:
                    self._tell(str(error), warns=True)
                except Exception as error:  # noqa: BLE001  an exception in a handler would vanish unseen
                    self._tell(DEFECT.format(f"{type(error).__name__}: {error}"), warns=True)

        return handle

    def _follow(self) -> None:
        """Show what follows from the choices, and look at the returns where others are chosen."""
        self._show_commands()
        self._show_results()
        form = self.form
        looked = (form.programme.value, form.ledgers.value, form.month.value)
        if looked != self._looked:
            self._looked = looked
            self._look()

    def _show_commands(self) -> None:
        for verb, place in self.commands.items():
            try:
                place.value = pages.render_command(self._build_command(self._build_click(verb)))
            except ParameterError as error:
                # Not yet filled in is nothing to warn of.
                place.value = pages.render_hint(str(error), warns=verb in ("check", "run"))

    def _build_command(self, click: Click) -> tuple[str, ...]:
        assert click.verb != "look"
        own = accepting.write_flags(click.words) if click.words else publishing.write_flags(click.reasons)
        return build_command(click.verb, click.options, own)

    def _look(self) -> None:
        self.standing.value = pages.render_hint(f"{WORKING['look']}……")
        self.accepting.offer((), None, f"{WORKING['look']}……")
        self.publishing.offer("", 0)
        self._begin(self._build_click("look"))

    def _refresh(self) -> None:
        self.form.refresh()
        self._show_results()
        self._look()

    def _click(self, verb: Verb) -> None:
        before, self._verb = self._verb, verb
        click = self._build_click(verb)
        if (busy := self._find_work()) is not None:
            self._tell(f"{WORKING[busy.verb]}，请等它结束，或先点“停止”。", warns=True)
            self._verb = before
            return
        if verb in ("run", "publish"):
            assert_nothing_real(self._build_request(), self.form.chosen_month)
        self.progress.value, self.progress.max, self.progress.bar_style = 0, 1, "info"
        self.progress.add_class("sc-busy")
        self.stop_button.disabled = False
        self._tell(f"{WORKING[verb]}（{self.form.chosen_month.label}）……")
        self._begin(click)

    def _build_click(self, verb: Any) -> Click:
        options = self.form.build_options("check" if verb == "look" else verb)
        words = self.accepting.build_words() if verb == "accept" else None
        reasons = self.publishing.build_reasons() if verb == "publish" else Reasons()
        return Click(verb, options, self._root, words, reasons)

    def _find_work(self) -> Click | None:
        """Find the check or run that is being done or waits, None where there is none."""
        clicks = (self._background.click, self._waiting)
        return next((click for click in clicks if click is not None and click.verb != "look"), None)

    def _begin(self, click: Click) -> None:
        """Do a click, or let it wait: what a look reads now, a run need not read again."""
        if not self._background.start(click) and (self._waiting is None or self._waiting.verb == "look"):
            self._waiting = click

    def _stop(self) -> None:
        if self._waiting is not None and self._waiting.verb != "look":
            self._waiting = None
            self._rest(STOPPED, good=False)
        elif self._find_work() is not None:
            self._tell("正在停止……")
            self._background.stop()

    def _hear(self, click: Click, event: Event) -> None:
        """Show what the background tells; called from its thread."""
        self._guard(self._show_event)(click, event)

    def _show_event(self, click: Click, event: Event) -> None:
        match event:
            case Said() if click.verb == "look":
                self.standing.value = pages.render_hint(event.text, warns=event.warns)
                self._write(event.text, warns=event.warns)
                self._write_log()
            case Said():
                self._tell(event.text, warns=event.warns)
            case Begun():
                self.progress.remove_class("sc-busy")
                self.progress.value, self.progress.max = 0, max(1, event.steps)
                self._show_status(f"{event.what}，共{event.steps}份……" if event.steps else event.what)
            case Stepped():
                self.progress.value += 1
                self._show_status(f"已做{self.progress.value}份，共{self.progress.max}份……")
            case Over():
                return
            case Done(result=Arrivals() as standing):
                self.standing.value = pages.render_standing(standing.sentence, standing.table)
                if click.options.months == [self.form.month.value]:  # not of a month that was chosen before
                    self.accepting.offer(standing.acceptable, self.form.chosen_month, standing.opened)
                    self.publishing.offer(standing.closed + standing.opened, standing.news)
                self.form.refresh()
                self._show_commands()
                self._go_on()
            case Done(result=Ended(whole=whole)):
                self._rest(ENDED[click.verb, whole], good=whole)
                self._go_on(look=True)
            case ClickFailed():
                self._fail(click, event.sentence)
                self._go_on()
            case Stopped():
                self._fail(click, STOPPED if event.asked else LOST)
                self._go_on()

    def _fail(self, click: Click, sentence: str) -> None:
        if click.verb == "look":
            self.standing.value = pages.render_hint(sentence, warns=True)
        else:
            self._rest(sentence, good=False)

    def _rest(self, sentence: str, *, good: bool) -> None:
        """Show that a check or a run is over."""
        self.progress.remove_class("sc-busy")
        self.progress.value, self.progress.bar_style = self.progress.max, "success" if good else "warning"
        self.stop_button.disabled = True
        self._tell(sentence, warns=not good)
        self._show_results()

    def _go_on(self, *, look: bool = False) -> None:
        """Do what waits; after a check or a run, see who has reported now."""
        click, self._waiting = self._waiting, None
        if click is not None:
            self._begin(click)
        elif look:
            self._look()

    def _build_request(self) -> Request:
        return build_request(self.form.build_options("check"), self._root)

    def _show_results(self) -> None:
        try:
            request = self._build_request()
        except ParameterError as error:
            self.results.refuse(str(error))
            return
        self.results.show(request, self.form.chosen_month)

    def _tell(self, sentence: str, *, warns: bool = False) -> None:
        """Say a sentence beside the buttons and keep it in the log."""
        self._show_status(sentence, warns=warns)
        self._write(sentence, warns=warns)
        self._write_log()

    def _show_status(self, sentence: str, *, warns: bool = False) -> None:
        """Say a sentence beside 停止, and where the button stands that was clicked last."""
        self.status.value = pages.render_hint(sentence, warns=warns)
        for verb, place in self.said.items():
            place.value = self.status.value if verb == self._verb else ""

    def _write(self, sentence: str, *, warns: bool) -> None:
        self._lines.append(pages.LogLine(f"{datetime.now():%H:%M:%S}", sentence, warns))

    def _write_log(self) -> None:
        self.log.value = pages.render_log(self._lines)
