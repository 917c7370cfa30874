"""The reports that stand for a month, with links that open them."""

from __future__ import annotations

import ipywidgets as widgets

from sanzi_lib.errors import ParameterError, SanziError
from sanzi_lib.months import Month
from sanzi_lib.notebook.console import pages
from sanzi_lib.notebook.console.server import find_server
from sanzi_lib.run.ask.request import Request
from sanzi_lib.run.commands.click import is_sample
from sanzi_lib.run.make.catalogue import has_real_reports, read_month
from sanzi_lib.run.places import CATALOGUE


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
