"""What the analyst chooses, as widgets, and the options of a command that it amounts to."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from datetime import date
from pathlib import Path
from typing import Any

import ipywidgets as widgets

from sanzi_lib.errors import ParameterError
from sanzi_lib.months import Month, parse_month
from sanzi_lib.notebook.console.pieces import Checks, label_row, name_field, wrap
from sanzi_lib.params.console import ConsoleParams
from sanzi_lib.params.programme import Programme
from sanzi_lib.params.runs import SAMPLE_LEDGERS
from sanzi_lib.run.ask.kinds import ALL_REPORTS, DEFAULT_REPORTS, Registry, ReportKind
from sanzi_lib.run.ask.options import Options, Verb
from sanzi_lib.run.ask.request import LEDGERS, OUTPUT, PARAMS

WHOLE, EVERY, SOME = "whole", "every", "some"
"""What a report that there may be per unit is made for."""


class Form:
    """The choices.

    Attributes:
        box: Its widgets, in the order of the keyboard.
    """

    def __init__(
        self,
        params: ConsoleParams,
        root: Path,
        programmes: Sequence[Programme],
        registry: Registry,
        changed: Callable[[], None],
        lock: AbstractContextManager[Any],
        *,
        certain: bool = True,
    ) -> None:
        """Build the widgets and choose what the parameters say.

        Args:
            params: The notebook's parameters.
            root: Project root.
            programmes: Those to choose from, at least one.
            registry: Kinds of reports.
            changed: Called after every change of a choice.
            lock: Held while a change has its consequences; two threads change widgets.
            certain: False where there are other programmes that cannot be read, so that a command must name its own.

        Raises:
            ParameterError: A parameter is wrong.
        """
        month = parse_month(params.month, where="参数 month：")
        self._params, self._root, self._registry, self._changed = params, root, registry, changed
        self._lock, self._certain = lock, certain
        self._programmes = {programme.id: programme for programme in programmes}
        chosen = _choose_programme(programmes, params.programme, month)
        self._quiet = True  # until everything stands
        names = [(f"{one.city}{one.year}年（{one.id}）", one.id) for one in programmes]
        folders = _list_ledgers(params.ledgers, root)
        self.programme = name_field(widgets.Dropdown(options=names, value=chosen.id), "年度方案")
        self.month = name_field(widgets.Dropdown(), "月份", width="18rem")
        self.ledgers = name_field(widgets.Dropdown(options=folders, value=params.ledgers), "月报来自")
        self.reports = Checks()
        self.groups = Checks()
        self.scope = widgets.RadioButtons(options=_list_scopes(chosen), value=WHOLE, layout={"width": "14rem"})
        self.units = widgets.SelectMultiple(rows=6, tooltip="按住 Ctrl 键可以选多个")
        self.as_of = name_field(widgets.DatePicker(tooltip="不填为当天"), "制表时间", width="18rem")
        free = {"width": "auto", "margin": "0 0 0 1.5rem"}
        self.force = widgets.Checkbox(description="没有变化的也重新生成", indent=False, layout=free)
        self._rows = {"groups": label_row("组", self.groups.box), "scope": label_row("单位", self.scope, self.units)}
        self.box = widgets.VBox(
            [
                wrap(self.programme, self.month),
                self.ledgers,
                label_row("报告", self.reports.box),
                *self._rows.values(),
                wrap(self.as_of, widgets.Label("不填为当天"), self.force),
            ]
        )
        self._fill(month)
        self._watch()
        self._quiet = False

    @property
    def chosen_programme(self) -> Programme:
        """The programme."""
        return self._programmes[self.programme.value]

    @property
    def chosen_month(self) -> Month:
        """The month."""
        return parse_month(self.month.value)

    @property
    def kinds(self) -> tuple[ReportKind, ...]:
        """The kinds of report that are ticked, all of which exist for the month."""
        return tuple(self._registry[name] for name in self.reports.value)

    def refresh(self) -> None:
        """Look again which months have returns."""
        with self._lock:
            self._quietly(self._fill_months, self.chosen_month)

    def build_options(self, verb: Verb) -> Options:
        """Tell what the choices ask of a command.

        Raises:
            ParameterError: Nothing is chosen where something must be.
        """
        kinds = self.kinds if verb == "run" else ()
        if verb == "run" and not kinds:
            raise ParameterError("还没有选报告，请至少勾选一种。")
        groups = self._choose_groups(kinds)
        units = self._choose_units(kinds)
        reports = tuple(kind.id for kind in kinds)
        makes = verb in ("check", "run")
        usual = reports == DEFAULT_REPORTS and not groups
        params = self._params
        same_year = [one for one in self._programmes.values() if one.year == self.chosen_programme.year]
        return Options(
            months=[self.month.value],
            reports=() if usual else reports,
            groups=groups,
            units=units,
            programme=None if self._certain and len(same_year) == 1 else self.programme.value,
            params=None if params.params == PARAMS else Path(params.params),
            ledgers=Path(self.ledgers.value),
            output=None if params.output == OUTPUT else Path(params.output),
            record=None if params.record is None else Path(params.record),
            force=makes and self.force.value,
            as_of=self.as_of.value.isoformat() if makes and isinstance(self.as_of.value, date) else None,
        )

    def _choose_groups(self, kinds: Iterable[ReportKind]) -> tuple[str, ...]:
        """Names of the groups; none where all are meant, as on the command line."""
        if not any(kind.per_group for kind in kinds):
            return ()
        if not self.groups.value:
            raise ParameterError("还没有选组，请至少勾选一个。")
        if self.groups.is_full:
            return ()
        names = {group.id: group.name for group in self.chosen_programme.groups}
        return tuple(_write_name(names[group], group) for group in self.groups.value)

    def _choose_units(self, kinds: Iterable[ReportKind]) -> tuple[str, ...]:
        if not any(kind.per_unit for kind in kinds) or self.scope.value == WHOLE:
            return ()
        if self.scope.value == EVERY:
            return (ALL_REPORTS,)
        if not self.units.value:
            raise ParameterError("还没有选单位，请在单位列表中至少选一个。")
        units = self.chosen_programme.units
        return tuple(_write_name(unit.name, unit.code) for unit in units if unit.code in self.units.value)

    def _fill(self, month: Month) -> None:
        """Fill in what follows from the programme."""
        programme = self.chosen_programme
        self.groups.offer([(group.id, group.name) for group in programme.groups])
        scope = self.scope.value
        self.scope.options = _list_scopes(programme)
        self.scope.value = scope
        self.units.value = ()
        self.units.options = [(unit.name, unit.code) for unit in programme.units]
        self._fill_months(month)

    def _fill_months(self, month: Month) -> None:
        """Give the months of the programme's year; of another year, the last one with returns is chosen."""
        folder = self._root / self.ledgers.value
        months = [Month(self.chosen_programme.year, number) for number in range(1, 13)]
        there = [one for one in months if (folder / str(one)).is_dir()]
        if month not in months:
            month = there[-1] if there else months[0]
        options = [(one.label if one in there else f"{one.label}（没有月报）", str(one)) for one in months]
        if self.month.options != tuple(options):
            self.month.options = options
        self.month.value = str(month)
        self._fill_reports()

    def _fill_reports(self) -> None:
        """Give the reports that there are for the month; those that were ticked stay so."""
        kinds = [kind for kind in self._registry.values() if kind.exists(self.chosen_month)]
        self.reports.offer([(kind.id, kind.name) for kind in kinds], first=DEFAULT_REPORTS)
        self._show_rows()

    def _show_rows(self) -> None:
        kinds = self.kinds
        self._rows["groups"].layout.display = "" if any(kind.per_group for kind in kinds) else "none"
        self._rows["scope"].layout.display = "" if any(kind.per_unit for kind in kinds) else "none"
        self.units.layout.display = "" if self.scope.value == SOME else "none"

    def _watch(self) -> None:
        steps: tuple[tuple[Any, Callable[[], None]], ...] = (
            (self.programme, lambda: self._fill(self.chosen_month)),
            (self.ledgers, lambda: self._fill_months(self.chosen_month)),
            (self.month, self._fill_reports),
            (self.scope, self._show_rows),
            (self.units, self._show_rows),
            (self.as_of, self._show_rows),
            (self.force, self._show_rows),
        )
        for widget, follow in steps:
            widget.observe(lambda _, follow=follow: self._follow(follow), "value")
        for checks in (self.reports, self.groups):
            checks.observe(lambda: self._follow(self._show_rows))

    def _follow(self, follow: Callable[[], None]) -> None:
        """Let a change have its consequences, and tell of all of them once."""
        with self._lock:
            if not self._quiet:
                self._quietly(follow)
                self._changed()

    def _quietly(self, do: Callable[..., None], *values: Any) -> None:
        self._quiet = True
        try:
            do(*values)
        finally:
            self._quiet = False


def _choose_programme(programmes: Sequence[Programme], name: str | None, month: Month) -> Programme:
    if name is not None:
        found = next((one for one in programmes if one.id == name), None)
        if found is None:
            known = "、".join(one.id for one in programmes)
            raise ParameterError(f"参数 programme：没有可用的年度方案“{name}”，现有：{known}。")
        return found
    return next((one for one in programmes if one.year == month.year), programmes[-1])


def _list_scopes(programme: Programme) -> list[tuple[str, str]]:
    whole = programme.titles.city_word
    return [(f"{whole}一份", WHOLE), ("每个单位各一份", EVERY), ("选定的单位各一份", SOME)]


def _list_ledgers(given: str, root: Path) -> list[tuple[str, str]]:
    """List the folder of the parameters, the usual one and the sample, each once."""
    places = dict.fromkeys((given, LEDGERS, SAMPLE_LEDGERS))
    return [(_name_ledgers(place, root), place) for place in places]


def _name_ledgers(place: str, root: Path) -> str:
    if place == SAMPLE_LEDGERS:
        return f"演示数据（{place}）"
    return f"正式月报（{place}{'' if (root / place).is_dir() else '，文件夹尚未建立'}）"


def _write_name(name: str, code: str) -> str:
    """Write a name as a command takes it; its code where a shell might take the name for something else."""
    return name if name.isalnum() else code
