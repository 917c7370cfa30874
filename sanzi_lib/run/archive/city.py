"""An output folder belongs to one city: figures of two would stand side by side as if they were one's."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from sanzi_lib.errors import ParameterError
from sanzi_lib.params.programme import Programme
from sanzi_lib.run.ask.request import Folders
from sanzi_lib.run.places import CITY, write_whole
from sanzi_lib.run.published.month import published_folder


def claim_folder(folder: Path, city: str, *, what: str, option: str) -> None:
    """Take a folder for a city, or find that it is the city's already.

    Args:
        folder: Output or record folder; made where it is missing.
        city: City of the programme.
        what: How messages call the folder.
        option: The option that names another one.

    Raises:
        ParameterError: It belongs to another city, or cannot be written.
    """
    path = folder / CITY
    if folder.exists() and not folder.is_dir():
        raise ParameterError(f"{what} {folder} 是一个文件，不是文件夹。请用 {option} 另指一个文件夹。")
    try:
        owner = json.loads(path.read_text(encoding="utf-8")).get("city")
    except FileNotFoundError:
        owner = None
    except (OSError, ValueError, AttributeError) as error:
        raise ParameterError(f"{what} {folder} 的归属文件 {path} 无法读取，请删除该文件后再运行。") from error
    if owner is not None and owner != city:
        raise ParameterError(f"{what} {folder} 已属于{owner}，不能存放{city}的报告。请用 {option} 另指一个文件夹。")
    if owner is None:
        try:
            write_whole(path, json.dumps({"city": city}, ensure_ascii=False) + "\n")
        except OSError as error:
            raise ParameterError(
                f"无法写入{what} {folder}（{error.strerror}），请检查权限或用 {option} 另指一个文件夹。"
            ) from error


def claim_folders(folders: Folders, programmes: Sequence[Programme]) -> None:
    """Take the output and record folders for the programmes' one city.

    Raises:
        ParameterError: There are two cities, a folder is another's, it holds the returns, or it holds published months
            that the record folder does not know.
    """
    if folders.ledgers in (folders.output, folders.record):
        option = "--output" if folders.ledgers == folders.output else "--record"
        raise ParameterError(f"文件夹 {folders.ledgers} 存放月报，不能同时用作输出或记录文件夹。请用 {option} 另指。")
    own = published_folder(folders.output)
    if folders.record != folders.output and own.is_dir() and any(path.is_dir() for path in own.glob("[0-9]*")):
        raise ParameterError(
            f"输出文件夹 {folders.output} 里有定稿（{own}），但记录文件夹指向 {folders.record}，"
            "已定稿的月份会被当作没有定稿。请去掉 --record，或用 --output 另指输出文件夹。"
        )
    cities = list(dict.fromkeys(programme.city for programme in programmes))
    if len(cities) > 1:
        raise ParameterError(
            f"这些月份分属不同城市的年度方案（{'、'.join(cities)}），请分开运行，并各用各的 --output。"
        )
    claim_folder(folders.output, cities[0], what="输出文件夹", option="--output")
    if folders.record != folders.output:
        claim_folder(folders.record, cities[0], what="记录文件夹", option="--record")
