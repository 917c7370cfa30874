"""The reports that a run can make: one small registry (domain §6)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from sanzi_lib.params.runs import IntakeParams, LeaderboardParams, OverviewParams, ReportParams
from sanzi_lib.run.places import CHECKS_FOLDER

FORMATS = ("html", "pdf", "xlsx")
"""Documents that ``--format`` chooses from; the executed notebook and the JSON are always there."""


@dataclass(frozen=True)
class ReportKind:
    """A kind of report.

    Attributes:
        id: ``leaderboard``; names the notebook, the JSON and ``--report``.
        name: Chinese name, for messages and the catalogue.
        notebook: File name under ``notebooks/``.
        params: Model of its parameters.
        per_group: True where there is one per group; otherwise one for the city.
        place: Folder of one that is neither a group's nor the city's; "" otherwise.
        shows_checks: True where it shows findings and file names, so that it also rests on the month's checks.
    """

    id: str
    name: str
    notebook: str
    params: type[ReportParams]
    per_group: bool
    place: str = ""
    shows_checks: bool = False


Registry = Mapping[str, ReportKind]

REPORTS: Registry = MappingProxyType(
    {
        kind.id: kind
        for kind in (
            ReportKind("leaderboard", "分组榜单", "leaderboard.ipynb", LeaderboardParams, per_group=True),
            ReportKind("overview", "全市总览", "overview.ipynb", OverviewParams, per_group=False),
            ReportKind(
                "intake",
                "报送核验",
                "intake.ipynb",
                IntakeParams,
                per_group=False,
                place=CHECKS_FOLDER,
                shows_checks=True,
            ),
        )
    }
)
"""Every kind of report, in the catalogue's order."""

DEFAULT_REPORTS = ("leaderboard", "overview")
"""What ``sanzi run`` makes where no ``--report`` is given."""

INTAKE = "intake"
"""What ``sanzi check`` makes."""
