"""nbconvert exporters: ``jupyter nbconvert --to sanzi_html`` and ``--to sanzi_pdf``.

They give the very bytes of ``sanzi run``, because both call the same functions on the same executed notebook.
"""

from __future__ import annotations

import os
import sys
from typing import Any

from nbconvert.exporters.exporter import Exporter

from sanzi_lib.errors import SanziError
from sanzi_lib.render.document import Document, read_document
from sanzi_lib.render.html import render_html
from sanzi_lib.render.pdf import render_pdf


class _SanziExporter(Exporter):
    """Reads the document; what it looks like is the subclass's."""

    def from_notebook_node(  # type: ignore[override]  # nbconvert annotates its own base class, not what it accepts
        self, nb: Any, resources: dict[str, Any] | None = None, **_kw: Any
    ) -> tuple[str | bytes, dict[str, Any]]:
        """Render an executed notebook.

        Raises:
            SanziError: The notebook is no finished report. On nbconvert's command line the sentence is printed and the
                exit status is 1.
        """
        # The notebook is taken as it stands: nbconvert's preprocessors could run, clear or strip cells.
        prepared: dict[str, Any] = self._init_resources(resources)  # type: ignore[no-untyped-call]
        # Only nbconvert's own application sets this key.
        by_command = resources is not None and "output_files_dir" in resources
        try:
            rendered = self._render(read_document(nb))
        except SanziError as error:
            if by_command:
                # nbconvert would print a traceback of any exception.
                sys.exit(f"未生成报告：{error}")
            raise
        if isinstance(rendered, str) and by_command and os.linesep != "\n":
            # On Windows nbconvert's writer would change the line ends, and the bytes with them.
            return rendered.encode("utf-8"), prepared
        return rendered, prepared

    def _render(self, document: Document) -> str | bytes:
        raise NotImplementedError


class SanziHTMLExporter(_SanziExporter):
    """The report as one HTML file."""

    export_from_notebook = "三资榜单 HTML"
    output_mimetype = "text/html"

    def _file_extension_default(self) -> str:
        return ".html"

    def _render(self, document: Document) -> str:
        return render_html(document)


class SanziPDFExporter(_SanziExporter):
    """The report as PDF/A-3a and PDF/UA-1, its figures attached."""

    export_from_notebook = "三资榜单 PDF"
    output_mimetype = "application/pdf"

    def _file_extension_default(self) -> str:
        return ".pdf"

    def _render(self, document: Document) -> bytes:
        return render_pdf(document)
