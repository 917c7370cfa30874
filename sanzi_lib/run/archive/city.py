"""An output folder belongs to one city: figures of two would stand side by side as if they were one's."""

from __future__ import annotations

import json
from pathlib import Path

from sanzi_lib.errors import ParameterError
from sanzi_lib.run.places import CITY, write_whole


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
