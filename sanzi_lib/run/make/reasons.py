"""Why a report is made again, in words an analyst can check (contracts: What a run leaves)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sanzi_lib.run.make.inputs import Inputs

_STATES = {"accepted": "已接收", "sent_back": "退回修改", "not_reported": "未报送"}
_MOST_NAMED = 3


def compare_inputs(old: Mapping[str, Any], new: Inputs) -> tuple[str, ...]:
    """Sentences on what has changed since a report was made.

    Args:
        old: The ``inputs`` of its manifest.
        new: What it would be made of now.

    Returns:
        Empty where nothing has.
    """
    now = new.to_json()
    returns = _returns(old.get("returns"), now["returns"])
    checks = () if returns or old.get("checks", "") == now["checks"] else ("核验结果有变动",)
    return (
        *returns,
        *checks,
        *_values("参数", old.get("parameters"), now["parameters"]),
        *(_changed(old, now, "previous", "对比所依据的上期定稿数据有变动")),
        *(_changed(old, now, "published", "本月已定稿")),
        *(_changed(old, now, "overrides", "核验认可（overrides.csv）有变动")),
        *(_changed(old, now, "persons", "文字中须隐去的姓名有变动")),
        *(_changed(old, now, "programme", "年度方案有修改")),
        *(_changed(old, now, "notebook", "笔记本有修改")),
        *(_changed(old, now, "library", "程序有更新")),
        *_values("软件包", old.get("versions"), now["versions"]),
    )


def _changed(old: Mapping[str, Any], now: Mapping[str, Any], key: str, sentence: str) -> tuple[str, ...]:
    return () if old.get(key) == now.get(key) else (sentence,)


def _values(what: str, old: object, now: Mapping[str, Any]) -> tuple[str, ...]:
    before = old if isinstance(old, dict) else {}
    return tuple(
        f"{what} {name} 由 {_shown(before.get(name))} 变为 {_shown(now.get(name))}"
        for name in sorted({*before, *now})
        if before.get(name) != now.get(name)
    )


def _shown(value: object) -> str:
    return "（未设）" if value is None else str(value)


def _returns(old: object, now: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
    before = {_key(item): item for item in old if isinstance(item, dict)} if isinstance(old, list) else {}
    after = {_key(item): item for item in now}
    found = [
        _describe(key, before.get(key, {}), after.get(key, {}))
        for key in dict.fromkeys([*after, *before])
        if _content(before.get(key, {})) != _content(after.get(key, {}))
    ]
    if len(found) > _MOST_NAMED:
        return (*found[:_MOST_NAMED], f"另有{len(found) - _MOST_NAMED}份月报有变动")
    return tuple(found)


def _key(item: Mapping[str, Any]) -> tuple[str, str]:
    return str(item.get("month")), str(item.get("unit"))


def _content(item: Mapping[str, Any]) -> object:
    """What counts of a unit's month: everything but file names."""
    files = [(file.get("sha256"), file.get("state")) for file in item.get("files", ()) if isinstance(file, dict)]
    return item.get("state", "not_reported"), item.get("days_late", []), files


def _describe(key: tuple[str, str], old: Mapping[str, Any], now: Mapping[str, Any]) -> str:
    month, unit = key
    was, is_ = old.get("state", "not_reported"), now.get("state", "not_reported")
    if was != is_:
        return f"{unit}{month}月报由{_STATES.get(was, was)}变为{_STATES.get(is_, is_)}"
    return f"{unit}{month}月报内容有变"
