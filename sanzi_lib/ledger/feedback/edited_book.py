"""A unit's workbook as a package of parts, changed part by part (docs/核验规则.md 退回修改).

openpyxl would write the whole workbook anew and lose stored formula values, text boxes, pictures and rich text. Here
only the parts that must change are written; every other one is carried over as it is.
"""

from __future__ import annotations

import io
import posixpath
import re
import shutil
import zipfile
import zlib
from dataclasses import dataclass
from typing import Any

from lxml import etree

from sanzi_lib.errors import SanziError
from sanzi_lib.ledger.reading.xlsx_package import MAX_UNPACKED
from sanzi_lib.zips import RETURNS, build_entry

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_TYPES_PART = "[Content_Types].xml"

_LARGEST_PART = 160 << 20
"""Largest part that is changed, bytes; what is only carried over may be larger."""

_NUMBER = re.compile(r"[0-9]{1,9}")
BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError)
"""What reading a damaged zip raises."""


class CannotMarkError(SanziError):
    """The unit's workbook cannot be marked without the risk of harming it; the sentence says why."""


@dataclass(frozen=True)
class Relation:
    """A relation of a part; ``target`` is a part name, or an address where it is external."""

    id: str
    kind: str
    target: str
    external: bool


class EditedBook:
    """The parts of an .xlsx, with what is changed, added and removed."""

    def __init__(self, data: bytes) -> None:
        """Open a package.

        Raises:
            CannotMarkError: It is no zip of parts with plain names.
        """
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(data))
        except BROKEN:
            raise CannotMarkError("原文件不是 .xlsx 工作簿或已损坏") from None
        self._infos: dict[str, zipfile.ZipInfo] = {}
        for info in self._archive.infolist():
            name = info.filename.lower()
            if name in self._infos or "\\" in name or name.startswith("/"):
                raise CannotMarkError("原文件的内部结构不规范")
            self._infos[name] = info
        if sum(info.file_size for info in self._infos.values()) > MAX_UNPACKED:
            raise CannotMarkError("原文件展开后过大")
        if any(name.startswith("_xmlsignatures/") for name in self._infos):
            raise CannotMarkError("原文件有数字签名，改动会使签名失效")
        if any(name.startswith("xl/revisions/") for name in self._infos):
            raise CannotMarkError("原文件是带修订记录的共享工作簿")
        self._changed: dict[str, bytes] = {}
        self._added: dict[str, bytes] = {}
        self._names: dict[str, str] = {}
        self._removed: set[str] = set()

    def __contains__(self, part: str) -> bool:
        name = part.lower()
        return name in self._added or (name in self._infos and name not in self._removed)

    def names(self) -> list[str]:
        """Part names in lower case."""
        return [name for name in (*self._infos, *self._added) if name in self]

    def read(self, part: str) -> bytes:
        """Read a part's content as it stands now.

        Raises:
            CannotMarkError: It is missing, damaged or too large to be changed.
        """
        name = part.lower()
        if name not in self:
            raise CannotMarkError("原文件的内部结构不完整")
        if name in self._added:
            return self._added[name]
        if name not in self._changed:
            if self._infos[name].file_size > _LARGEST_PART:
                raise CannotMarkError("原文件的工作表过大")
            try:
                return self._archive.read(self._infos[name])
            except BROKEN:
                raise CannotMarkError("原文件已损坏") from None
        return self._changed[name]

    def read_xml(self, part: str) -> Any:
        """Read a part's root element.

        Raises:
            CannotMarkError: It is missing or not well formed, or holds a document type.
        """
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
        try:
            root = etree.fromstring(self.read(part), parser)
        except (etree.XMLSyntaxError, ValueError):
            raise CannotMarkError("原文件的内部结构已损坏") from None
        if root.getroottree().docinfo.doctype:
            raise CannotMarkError("原文件的内部结构不规范")
        return root

    def write(self, part: str, content: bytes) -> None:
        """Replace a part."""
        name = part.lower()
        (self._added if name in self._added else self._changed)[name] = content

    def write_xml(self, part: str, root: Any) -> None:
        """Replace a part by an element."""
        self.write(part, render_xml(root))

    def add(self, part: str, content: bytes, content_type: str) -> None:
        """Add a part under a name that :meth:`free_name` gave."""
        self._put_new(part, content)
        if self.content_type(part) != content_type:
            root = self.read_xml(_TYPES_PART)
            etree.SubElement(root, f"{{{_TYPES}}}Override", PartName=f"/{part}", ContentType=content_type)
            self.write_xml(_TYPES_PART, root)

    def set_default_type(self, ending: str, content_type: str) -> None:
        """Name the content type of parts with an ending, where none is named yet."""
        root = self.read_xml(_TYPES_PART)
        if not any(child.get("Extension", "").lower() == ending for child in root.iter(f"{{{_TYPES}}}Default")):
            root.insert(0, root.makeelement(f"{{{_TYPES}}}Default", Extension=ending, ContentType=content_type))
            self.write_xml(_TYPES_PART, root)

    def _put_new(self, part: str, content: bytes) -> None:
        self._added[part.lower()] = content
        self._names[part.lower()] = part

    def remove(self, part: str) -> None:
        """Leave a part out, with its content type, and that of its ending where no other part has it."""
        self._removed.add(part.lower())
        root = self.read_xml(_TYPES_PART)
        ending = part.lower().rpartition(".")[2]
        last = not any(name.endswith(f".{ending}") for name in self.names())
        for child in root.findall("*"):
            named = child.get("PartName", "").lower() == f"/{part.lower()}"
            if named or (last and child.get("Extension", "").lower() == ending):
                root.remove(child)
        self.write_xml(_TYPES_PART, root)

    def free_name(self, pattern: str) -> str:
        """Give the first part name that is free, ``{}`` in the pattern standing for 1, 2, …."""
        number = 1
        while pattern.format(number).lower() in self._infos or pattern.format(number).lower() in self._added:
            number += 1
        return pattern.format(number)

    def content_type(self, part: str) -> str:
        """Give a part's content type, "" where none is given."""
        root = self.read_xml(_TYPES_PART)
        ending = part.rpartition(".")[2].lower()
        found = ""
        for child in root.iter(f"{{{_TYPES}}}Override", f"{{{_TYPES}}}Default"):
            if child.get("PartName", "").lower() == f"/{part.lower()}":
                return str(child.get("ContentType", ""))
            if child.get("Extension", "").lower() == ending:
                found = str(child.get("ContentType", ""))
        return found

    def set_content_type(self, part: str, content_type: str) -> None:
        """Give a part another content type."""
        root = self.read_xml(_TYPES_PART)
        for child in root.findall(f"{{{_TYPES}}}Override"):
            if child.get("PartName", "").lower() == f"/{part.lower()}":
                child.set("ContentType", content_type)
                break
        else:
            etree.SubElement(root, f"{{{_TYPES}}}Override", PartName=f"/{self._proper(part)}", ContentType=content_type)
        self.write_xml(_TYPES_PART, root)

    def relations(self, part: str) -> list[Relation]:
        """Give a part's relations in order; ``""`` stands for the package itself."""
        path = _relations_part(part)
        if path not in self:
            return []
        found = []
        for child in self.read_xml(path).findall(f"{{{_PACKAGE_RELATIONS}}}Relationship"):
            target, external = child.get("Target", ""), child.get("TargetMode") == "External"
            if not external:
                whole = target if target.startswith("/") else posixpath.join(posixpath.dirname(part), target)
                target = posixpath.normpath(whole.replace("\\", "/")).lstrip("/").lower()
            found.append(Relation(child.get("Id", ""), child.get("Type", ""), target, external))
        return found

    def relate(self, part: str, kind: str, target: str) -> str:
        """Add a relation to another part.

        Args:
            part: The part that it starts from.
            kind: Last word of its type, ``comments`` for example.
            target: The part that it leads to.

        Returns:
            Its id.
        """
        path = _relations_part(part)
        taken = {relation.id for relation in self.relations(part)}
        number = 1
        while f"rIdHY{number}" in taken:
            number += 1
        known = path in self
        root = self.read_xml(path) if known else etree.Element(
            f"{{{_PACKAGE_RELATIONS}}}Relationships", nsmap={None: _PACKAGE_RELATIONS}
        )  # fmt: skip
        etree.SubElement(
            root,
            f"{{{_PACKAGE_RELATIONS}}}Relationship",
            Id=f"rIdHY{number}",
            Type=f"{RELATIONS}/{kind}",
            Target=f"/{self._proper(target)}",
        )
        if known:
            self.write_xml(path, root)
        else:
            folder, name = posixpath.split(self._proper(part))
            self._put_new(posixpath.join(folder, "_rels", f"{name}.rels"), render_xml(root))
        return f"rIdHY{number}"

    def unrelate(self, part: str, ids: set[str]) -> None:
        """Remove relations of a part."""
        path = _relations_part(part)
        root = self.read_xml(path)
        for child in root.findall(f"{{{_PACKAGE_RELATIONS}}}Relationship"):
            if child.get("Id") in ids:
                root.remove(child)
        self.write_xml(path, root)

    def _proper(self, part: str) -> str:
        """Give a part's name as it is written; some programs tell upper from lower case."""
        name = part.lower()
        return self._infos[name].filename if name in self._infos else self._names.get(name, part)

    def build(self) -> bytes:
        """Build the package's bytes; the same parts give the same bytes.

        Raises:
            CannotMarkError: A part that is carried over is damaged.
        """
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as target:
            for name, info in self._infos.items():
                if name in self._removed:
                    continue
                entry = build_entry(info.filename, RETURNS._replace(time=info.date_time))
                if name in self._changed:
                    target.writestr(entry, self._changed[name])
                    continue
                entry.compress_type, entry.file_size = info.compress_type, info.file_size
                try:
                    with self._archive.open(info) as source, target.open(entry, "w") as copy:
                        shutil.copyfileobj(source, copy, 1 << 18)
                except BROKEN:
                    raise CannotMarkError("原文件已损坏") from None
            for name, content in self._added.items():
                target.writestr(build_entry(self._names[name], RETURNS), content)
        return packed.getvalue()


def read_number(text: str) -> int | None:
    """Read the whole number that an attribute holds; None for anything else."""
    return int(text) if _NUMBER.fullmatch(text) else None


def render_xml(root: Any) -> bytes:
    """Render a part's bytes."""
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))


def _relations_part(part: str) -> str:
    folder, name = posixpath.split(part.lower())
    return posixpath.join(folder, "_rels", f"{name}.rels")
