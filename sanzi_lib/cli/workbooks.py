"""``sanzi sample`` and ``sanzi template``: workbooks that go out rather than come in."""

from __future__ import annotations

from pathlib import Path

from sanzi_lib.cli.console import Speaker
from sanzi_lib.errors import ParameterError
from sanzi_lib.filenames import safe_name
from sanzi_lib.ledger.template.content import Prefill
from sanzi_lib.ledger.template.prefill import read_prefill
from sanzi_lib.ledger.template.write import write_template
from sanzi_lib.months import Month, parse_month
from sanzi_lib.params.load import find_programme
from sanzi_lib.params.programme import Programme, Unit
from sanzi_lib.run.checks import has_folder
from sanzi_lib.run.options import OUTPUT, PARAMS, Options, build_request, find_project, read_jobs, resolve
from sanzi_lib.run.places import readings_folder
from sanzi_lib.run.published import find_base
from sanzi_lib.run.record import closed_months, read_record
from sanzi_lib.run.request import Request
from sanzi_lib.sample import write_sample

TEMPLATES = "空白月报"
"""Folder of a month's templates in the output folder, where no file is named."""


def make_sample(
    folder: Path,
    *,
    through: str,
    seed: int,
    scale: int,
    programme: str | None,
    params: Path | None,
    force: bool = False,
) -> int:
    """Write sample returns into ``<folder>/<YYYY-MM>/``.

    Raises:
        ParameterError: An option or the programme is wrong, or there are files already that might be real returns.
        RecordError: A file cannot be written.
    """
    speaker = Speaker()
    month = parse_month(through, where="参数 --through")
    if scale < 1:
        raise ParameterError(f"参数 --scale：“{scale}”应当是不小于1的整数。")
    root = find_project(Path.cwd(), params)
    chosen = find_programme(resolve(root, params, PARAMS), year=month.year, name=programme)
    target = resolve(root, folder, "")
    if not force and (there := _list_files(target, month)):
        raise ParameterError(
            f"{there[0]} 等{len(there)}个文件已存在，可能是真实月报，没有改动。"
            "请另选一个文件夹，或加 --force 覆盖同名文件。"
        )
    written = write_sample(target, chosen, through=month, seed=seed, scale=scale, jobs=read_jobs(None))
    speaker.say(f"已写入样例月报{len(written)}份（演示数据）：{target}")
    if scale > 1:
        speaker.say(f"单位已扩大为{scale}倍，请连同年度方案一起使用：--ledgers {target} --params {target / PARAMS}")
    return 0


def _list_files(folder: Path, through: Month) -> list[Path]:
    """Files that stand in the folders of January to a month."""
    months = (folder / str(month) for month in through.months_of_year())
    return [path for month in months if month.is_dir() for path in sorted(month.iterdir())]


def make_template(
    *,
    unit: str,
    month: str,
    output: Path | None,
    programme: str | None,
    params: Path | None,
    ledgers: Path | None,
    record: Path | None,
    jobs: int | None,
    force: bool = False,
) -> int:
    """Write a unit's blank return, filled with last month's projects and its accepted cumulative figures.

    Raises:
        ParameterError: An option, the unit or the programme is wrong, or the file is there already and may be
            filled in.
        RecordError: The file cannot be written; it may be open.
    """
    speaker = Speaker()
    options = Options(months=[month], programme=programme, params=params, ledgers=ledgers, record=record, jobs=jobs)
    request = build_request(options, Path.cwd())
    if len(request.months) != 1:
        raise ParameterError("参数 --month：一次只能生成一个月的空白月报，请写成 2024-07 这样的形式。")
    of_month = request.months[0]
    chosen = find_programme(request.folders.params, year=of_month.year, name=request.programme)
    whose = chosen.find_unit(unit) or chosen.unit_by_code.get(unit)
    if whose is None:
        known = "、".join(unit.name for unit in chosen.units)
        raise ParameterError(f"参数 --unit：年度方案中没有“{unit}”，请写全称或方案中的别名，现有：{known}。")
    default = Path(OUTPUT) / str(of_month) / TEMPLATES / f"{safe_name(f'{whose.name}{of_month.label}月报')}.xlsx"
    path = resolve(find_project(Path.cwd(), params), output, str(default))
    if path.exists() and not force:
        raise ParameterError(
            f"文件 {path} 已存在，可能已经填写，没有改动。要重新生成请加 --force，或用 --output 另指文件名。"
        )
    prefill = _read_prefill(request, chosen, whose, of_month)
    write_template(path, chosen, whose, of_month, prefill=prefill)
    if prefill.projects:
        speaker.say(f"已填入上月项目{len(prefill.projects)}个及累计数。")
    speaker.say(f"已生成{whose.name}{of_month.label}空白月报：{path}")
    return 0


def _read_prefill(request: Request, programme: Programme, unit: Unit, month: Month) -> Prefill:
    """What the months before hold; nothing in January, and nothing where no return has arrived yet."""
    folders = request.folders
    earlier = month.months_of_year()[:-1]
    base = find_base(folders.record, programme)
    if not any(has_folder(folders.ledgers, before, base) for before in earlier):
        return Prefill()
    # A template only looks: it takes readings from the record where there is one and makes none.
    kept = readings_folder(folders.record)
    readings = kept if kept.is_dir() else None
    recorded = read_record(
        programme,
        earlier[-1],
        params=folders.params,
        ledgers=folders.ledgers,
        record=folders.record,
        jobs=request.jobs,
        readings=readings,
    )
    return read_prefill(
        recorded.accepted,
        programme,
        folders.ledgers,
        unit,
        month,
        readings=readings,
        closed=closed_months(base, earlier[-1]),
    )
