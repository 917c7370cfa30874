"""The manifest of a set of files: what it was made of, what it holds, when, and why (docs/文件与命令.md 输出文件夹)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from sanzi_lib.filenames import is_plain_name
from sanzi_lib.run.digests import digest_of
from sanzi_lib.run.places import MANIFEST


class Output(BaseModel):
    """A file of the set."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    file: str
    sha256: str


class Manifest(BaseModel):
    """A set's manifest.

    Attributes:
        report: Id of the kind.
        report_name: Its Chinese name.
        programme: Id of the programme.
        city: City of the programme.
        month: ``2024-06``.
        group: Id of the group, None for the city.
        unit: Code of the unit whose own report it is, None for others.
        place: What the report is about: 县市组, 全市, a unit's name.
        position: Place of the report in the catalogue's columns.
        trial: What differs from the programme's rules (试算); empty for a board.
        as_of: 制表时间, ISO date.
        formats: Documents that were asked for; one may be missing among the outputs where there is nothing to put in.
        title: The document's title.
        marks: Words printed on every page (演示数据, 试编).
        inputs: As :class:`sanzi_lib.run.make.inputs.Inputs` gives them.
        outputs: Every file of the set but the manifest, by name.
        reasons: Why it was made.
        made_at: ISO time with offset.
        seconds: How long it took.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    version: Literal[1] = 1
    report: str
    report_name: str
    programme: str
    city: str
    month: str
    group: str | None
    unit: str | None = None
    place: str
    position: int
    trial: dict[str, Any]
    as_of: str
    formats: tuple[str, ...]
    title: str
    marks: tuple[str, ...]
    inputs: dict[str, Any]
    outputs: tuple[Output, ...]
    reasons: tuple[str, ...]
    made_at: str
    seconds: float

    def to_text(self) -> str:
        """Give the file's content."""
        return json.dumps(self.model_dump(mode="json"), ensure_ascii=False, indent=1) + "\n"


@dataclass(frozen=True)
class Found:
    """What stands in a report's folder.

    Attributes:
        manifest: None where there is none, or none that can be read.
        damaged: Sentences on what disagrees with it; empty for a whole set.
    """

    manifest: Manifest | None
    damaged: tuple[str, ...] = field(default=())


def read_manifest(folder: Path) -> Manifest | None:
    """Read the manifest of a folder, None where there is none or it is no manifest."""
    try:
        text = (folder / MANIFEST).read_text(encoding="utf-8")
        manifest = Manifest.model_validate(json.loads(text))
    except (OSError, ValueError, ValidationError, RecursionError):
        return None
    return manifest if all(is_plain_name(output.file) for output in manifest.outputs) else None


def read_set(folder: Path) -> Found:
    """Read the manifest of a folder and where its files disagree with it."""
    manifest = read_manifest(folder)
    if manifest is None:
        there = (folder / MANIFEST).exists()
        return Found(None, ("清单 manifest.json 已损坏",) if there else ())
    damaged = []
    for output in manifest.outputs:
        path = folder / output.file
        try:
            if digest_of(path) != output.sha256:
                damaged.append(f"{output.file} 已被改动")
        except FileNotFoundError:
            damaged.append(f"缺少 {output.file}")
        except OSError:
            damaged.append(f"{output.file} 无法打开")
    return Found(manifest, tuple(damaged))


def describe_outputs(folder: Path, names: Sequence[str]) -> tuple[Output, ...]:
    """Describe the files of a set with their SHA-256, by name."""
    return tuple(Output(file=name, sha256=digest_of(folder / name)) for name in sorted(names))


def failure_names(report: str) -> tuple[str, str]:
    """Files that a failed run leaves beside the last good report."""
    return f"{report}.failed.ipynb", f"{report}.failed.txt"
