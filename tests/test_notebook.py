"""The edge: parameters refused before anything is read, and what a cell puts out."""

from __future__ import annotations

import json
import shutil
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import matplotlib as mpl
import pytest
from accepted_samples import make_accepted, project_row, return_row
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output
from traitlets.config import Config

from sanzi_lib import notebook
from sanzi_lib.errors import ParameterError
from sanzi_lib.months import Month
from sanzi_lib.notebook import job as job_module
from sanzi_lib.notebook import shell as shell_module
from sanzi_lib.params.declared import find_assigned, refuse_unknown
from sanzi_lib.params.root import find_root
from sanzi_lib.params.runs import FundsParams, IntakeParams, LeaderboardParams, OverviewParams, RiskParams
from sanzi_lib.reports.elements.blocks import MIME, FiguresData, Findings, Heading, Paragraph, Table
from sanzi_lib.run.ask.kinds import REPORTS

ROOT = Path(__file__).resolve().parents[1]
PARAMETERS = """month: str = "2024-06"  # 月份
programme: "Optional[str]" = None
params: str = "params"
ledgers: str = "ledgers"
record: str = "output"
as_of: "Optional[str]" = None
group: str = "counties"
metric: "Optional[str]" = None
social_benefits: "Optional[int]" = None
"""
BEGIN = 'from sanzi_lib import notebook\n\njob = notebook.begin("leaderboard")'


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A project folder with the programme and empty ledgers; the working folder is its notebooks folder."""
    shutil.copytree(ROOT / "params" / "hengyang-2024", tmp_path / "params" / "hengyang-2024")
    (tmp_path / "ledgers").mkdir()
    (tmp_path / "notebooks").mkdir()
    monkeypatch.chdir(tmp_path / "notebooks")
    return tmp_path


@pytest.fixture
def shell(project, monkeypatch):
    """A fresh IPython that keeps no history on disk."""
    InteractiveShell.clear_instance()
    config = Config()
    config.HistoryManager.enabled = False
    with mpl.rc_context():
        yield InteractiveShell.instance(config=config)
    InteractiveShell.clear_instance()


def run(shell, *cells):
    """Run cells as a kernel does; the last one's result and what it printed."""
    for source in cells[:-1]:
        assert shell.run_cell(source, store_history=True).success
    with capture_output() as printed:
        result = shell.run_cell(cells[-1], store_history=True)
    return result, printed.stdout + printed.stderr


class TestParameters:
    def test_defaults(self, shell, project):
        result, _ = run(shell, PARAMETERS, BEGIN)
        assert result.success
        job = shell.user_ns["job"]
        assert (job.month, job.group, job.rule.metric, job.trial) == (Month(2024, 6), "counties", "attainment", {})
        assert job.programme.id == "hengyang-2024"
        assert job.tabulated_on == date.today()
        assert (job.folders.ledgers, job.folders.record) == (project / "ledgers", project / "output")

    def test_no_setting_of_the_users_enters_a_chart(self, shell):
        with mpl.rc_context({"path.sketch": (3, 30, 5), "text.usetex": True, "savefig.bbox": "tight"}):
            run(shell, PARAMETERS, BEGIN)
            assert [mpl.rcParams[key] for key in ("path.sketch", "text.usetex", "savefig.bbox")] == [None, False, None]
            assert mpl.rcParams["font.sans-serif"][0] == "Noto Sans CJK SC"

    def test_injected_values_win(self, shell):
        result, _ = run(shell, PARAMETERS, '# Parameters\ngroup = "县市组"\nas_of = "2024-06-30"\n', BEGIN)
        assert result.success
        assert shell.user_ns["job"].group == "counties"
        assert shell.user_ns["job"].tabulated_on == date(2024, 6, 30)

    @pytest.mark.parametrize(
        ("injected", "words"),
        [
            ('gruop = "x"', ["gruop", "是否应为“group”"]),
            ("Month = '2024-06'", ["没有名为“Month”"]),
            ("x = float('nan')", ["没有名为“x”"]),
            ("month = 202406", ["month", "文本"]),
            ('month = "2024-13"', ["month", "2024-13"]),
            ('month = "2023-06"', ["2023年"]),
            ('group = "县市"', ["group", "县市", "counties（县市组）"]),
            ("group = 7", ["group", "文本"]),
            ('metric = "best"', ["metric", "attainment"]),
            ('metric = "weighted"', ["metric", "weights"]),
            ('social_benefits = "many"', ["social_benefits", "整数"]),
            ("social_benefits = -1", ["social_benefits", "-1"]),
            ('as_of = "6月30日"', ["as_of", "6月30日"]),
            ('programme = "elsewhere"', ["programme", "elsewhere", "hengyang-2024"]),
            ('ledgers = "nowhere"', ["ledgers", "nowhere"]),
            ("month = None", ["month"]),
        ],
    )
    def test_refused_in_one_sentence(self, shell, monkeypatch, injected, words):
        monkeypatch.setattr(job_module, "read_record", lambda *_, **__: pytest.fail("something was read"))
        result, printed = run(shell, PARAMETERS, f"# Parameters\n{injected}\n", BEGIN)
        assert isinstance(result.error_in_exec, ParameterError)
        assert all(word in printed for word in words)
        assert "Traceback" not in printed
        assert "File " not in printed
        assert len(printed.strip().splitlines()) == 1

    def test_numbers_given_as_text_are_taken(self, shell):
        result, _ = run(shell, PARAMETERS, '# Parameters\nsocial_benefits = "5"\n', BEGIN)
        assert result.success
        assert shell.user_ns["job"].parameters.social_benefits == 5
        assert shell.user_ns["job"].trial

    @pytest.mark.parametrize("cell", ["", "reopened: bool = False\n"])
    def test_a_reissue_is_told_beside_the_parameters_cell(self, shell, cell):
        """Also to a notebook of an earlier release, whose cell still had it."""
        result, _ = run(shell, PARAMETERS + cell, BEGIN)
        assert result.success
        assert not shell.user_ns["job"].reopened
        result, _ = run(shell, PARAMETERS + cell, "# Parameters\nreopened = True\n", BEGIN)
        assert result.success
        assert shell.user_ns["job"].reopened

    def test_run_again_by_hand(self, shell):
        cells = [PARAMETERS, BEGIN, "other = 3", "print(other)", BEGIN, PARAMETERS.replace("counties", "parks"), BEGIN]
        result, _ = run(shell, *cells)
        assert result.success
        assert shell.user_ns["job"].group == "parks"

    def test_the_parameters_cell_was_not_run(self, shell):
        result, printed = run(shell, BEGIN)
        assert isinstance(result.error_in_exec, ParameterError)
        assert "请先运行笔记本开头的参数单元格" in printed

    def test_an_unknown_report(self, shell):
        _, printed = run(shell, PARAMETERS, BEGIN.replace("leaderboard", "leader"))
        assert "没有名为“leader”的报告" in printed

    def test_no_project_here(self, shell, monkeypatch, tmp_path_factory):
        monkeypatch.chdir(tmp_path_factory.mktemp("empty"))
        _, printed = run(shell, PARAMETERS, BEGIN)
        assert "找不到 params 文件夹" in printed

    def test_only_in_a_notebook(self, monkeypatch):
        monkeypatch.setattr(shell_module, "get_ipython", lambda: None)
        with pytest.raises(ParameterError, match="只能在笔记本中"):
            notebook.begin("leaderboard")


class TestTrial:
    @pytest.mark.parametrize(
        ("changes", "trial"),
        [
            ({}, False),
            ({"metric": "attainment"}, False),  # what the programme does anyway
            ({"metric": "benefit"}, True),
            ({"social_benefits": 3}, False),
            ({"social_benefits": 0}, True),
        ],
    )
    def test_other_rules_than_the_programmes(self, project, changes, trial):
        params = LeaderboardParams(ledgers="ledgers", **changes)
        assert bool(notebook.build_job(REPORTS["leaderboard"], params, project).trial) is trial

    def test_the_city_has_no_group(self, project):
        job = notebook.build_job(REPORTS["overview"], OverviewParams(ledgers="ledgers"), project)
        assert (job.group, job.rule, job.trial) == (None, None, {})
        assert (job.previous, dict(job.previous_ranks), job.published_overview) == (
            None,
            {},
            None,
        )  # nothing is published


class TestReading:
    @pytest.fixture
    def seen(self, monkeypatch):
        calls = []
        project = project_row("430424", 6, "430424-ZY05-2024-0001", name="张三老宅", holder="刘建国")
        accepted = make_accepted(6, [return_row("430424", 6)], projects=[project])

        def read(*args, **options):
            calls.append((args, options))
            return SimpleNamespace(accepted=accepted)

        monkeypatch.setattr(job_module, "read_record", read)
        return calls

    def test_year_overrides_and_readings(self, project, seen):
        (project / "ledgers" / "2024-06").mkdir()
        notebook.build_job(
            REPORTS["leaderboard"], LeaderboardParams(ledgers="ledgers", record="rec"), project
        ).read_accepted()
        ((programme, month), options) = seen[0]
        assert (programme.id, options["ledgers"], month) == ("hengyang-2024", project / "ledgers", Month(2024, 6))
        assert (options["params"], options["record"]) == (project / "params", project / "rec")
        assert options["readings"] == project / "rec" / "ledger" / "readings"

    def test_a_month_without_a_folder_is_named_and_goes_on(self, project, seen, capsys):
        notebook.build_job(REPORTS["leaderboard"], LeaderboardParams(ledgers="ledgers"), project).read_accepted()
        assert "没有 2024-06 文件夹" in capsys.readouterr().err
        assert len(seen) == 1

    @pytest.mark.parametrize(
        ("params", "name", "holder"),
        [
            (LeaderboardParams, "某某老宅", ""),
            (FundsParams, "某某老宅", ""),
            (RiskParams, "某某老宅", "刘建国"),
            (IntakeParams, "张三老宅", "刘建国"),
        ],
    )
    def test_persons_are_masked_at_the_door(self, project, seen, params, name, holder):
        kind = next(kind for kind in REPORTS.values() if kind.params is params)
        job = notebook.build_job(kind, params(ledgers="ledgers"), project)
        (row,) = job.read_accepted().projects.to_dict(orient="records")
        assert (row["name"], row["holder"], bool(row["persons"])) == (name, holder, params is IntakeParams)

    @pytest.mark.parametrize(("month", "through"), [("2024-06", 6), ("2024-02", 6), ("2024-09", 9)])
    def test_the_sample_is_made_where_it_is_missing(self, project, seen, monkeypatch, capsys, month, through):
        def write(folder, programme, *, through, jobs):
            for number in range(1, through.month + 1):
                (folder / str(Month(2024, number))).mkdir()
            made.append((programme.id, through.month))
            return ()

        made = []
        monkeypatch.setattr("sanzi_lib.sample.write_sample", write)
        job = notebook.build_job(REPORTS["leaderboard"], LeaderboardParams(month=month), project)
        job.read_accepted()
        job.read_accepted()
        assert made == [("hengyang-2024", through)]
        folder = project / "output" / "sample" / "ledgers"
        assert len(list(folder.iterdir())) == through
        assert [path.name for path in folder.parent.iterdir()] == ["ledgers"]
        captured = capsys.readouterr()
        assert "正在生成" in captured.err
        assert captured.out == ""  # printed text would become part of the document

    def test_months_that_are_there_are_left_alone(self, project, seen, monkeypatch):
        mine = project / "output" / "sample" / "ledgers" / "2024-01"
        mine.mkdir(parents=True)
        (mine / "mine.xlsx").touch()
        monkeypatch.setattr(
            "sanzi_lib.sample.write_sample",
            lambda folder, programme, *, through, jobs: [(folder / f"2024-0{n}").mkdir() for n in (1, 6)],
        )
        notebook.build_job(REPORTS["leaderboard"], LeaderboardParams(), project).read_accepted()
        assert [path.name for path in mine.iterdir()] == ["mine.xlsx"]


class TestShow:
    def test_a_block_goes_out_as_json_and_html(self, shell):
        with capture_output() as captured:
            notebook.show(Heading("主要情况"), FiguresData("x.json", "{}\n"))
        heading, figures = (output.data for output in captured.outputs)
        assert heading[MIME] == {"text": "主要情况", "level": 1, "kind": "heading"}
        assert "主要情况" in heading["text/html"]
        assert heading["text/plain"] == "主要情况"
        assert figures[MIME]["text"] == "{}\n"
        assert "text/html" not in figures
        json.dumps(heading, ensure_ascii=False)

    def test_a_section_of_several_blocks_needs_no_star(self, shell):
        with capture_output() as captured:
            notebook.show(Heading("主要情况"), (Paragraph("甲"), Paragraph("乙")), ())
        assert [output.data[MIME]["kind"] for output in captured.outputs] == ["heading", "paragraph", "paragraph"]

    def test_every_block_says_something_in_plain_text(self):
        assert notebook.describe_block(Findings(("甲。", "乙。"))) == "甲。；乙。"
        assert notebook.describe_block(Paragraph("长" * 200)) == "长" * 80
        assert notebook.describe_block(Table("表", (), (), ())) == "表"
        assert notebook.describe_block(FiguresData("x.json", "")) == "〔数据：x.json〕"

    def test_an_analysts_frame_and_figure_are_carried_as_blocks(self, shell):
        run(shell, PARAMETERS, BEGIN)
        import pandas as pd
        from matplotlib.figure import Figure

        bundle, _ = shell.display_formatter.format(pd.DataFrame({"单位": ["甲"]}))
        assert bundle[MIME]["kind"] == "table"
        assert "text/html" in bundle
        for formatter in shell.display_formatter.formatters.values():
            formatter.pop(Figure, None)  # as pyplot does when it is first used
        bundle, _ = shell.display_formatter.format(Figure())
        assert bundle[MIME]["kind"] == "chart"
        bundle, _ = shell.display_formatter.format("text")
        assert MIME not in bundle


class TestAssigned:
    def test_the_last_parameters_cell_and_what_follows_at_once(self):
        history = ["", "a = 1\nb = 2", "c = 3", "print(1)", "d = 4"]
        assert find_assigned(history, ("a", "b")) == ("a", "b", "c")
        assert find_assigned([*history, "a, b = 1, 2"], ("a", "b")) == ("a", "b", "c")
        assert find_assigned([*history, "a: int = -1\nb = [1]"], ("a", "b")) == ("a", "b")

    def test_code_is_no_parameters_cell(self):
        assert find_assigned(["a = 1 + open('x')", "a = f()", "%%broken"], ("a",)) == ()

    def test_refusing_names_all_and_suggests(self):
        with pytest.raises(ParameterError, match="“moth”的参数（是否应为“month”？）；没有名为“zzz”的参数。"):
            refuse_unknown(("month", "moth", "zzz"), ("month", "group"))


class TestRoot:
    def test_nearest_folder_with_params(self, tmp_path):
        (tmp_path / "params").mkdir()
        inner = tmp_path / "a" / "b"
        inner.mkdir(parents=True)
        assert find_root(inner) == tmp_path.resolve()

    def test_a_package_of_that_name_is_no_project(self, tmp_path):
        (tmp_path / "params").mkdir()
        package = tmp_path / "lib"
        (package / "params").mkdir(parents=True)
        (package / "params" / "__init__.py").touch()
        assert find_root(package) == tmp_path.resolve()
