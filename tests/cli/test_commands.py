"""The command line as an analyst meets it: statuses, sentences, and nothing that crashes."""

from __future__ import annotations

import io
import subprocess
import sys
from pathlib import Path

import pytest

from sanzi_lib.cli.app import run_command
from sanzi_lib.cli.terminal import Terminal
from sanzi_lib.run.progress import clean

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def _in_the_project(monkeypatch):
    monkeypatch.chdir(ROOT)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["run"], "MONTH"),
        (["run", "2024-6"], "2024-06 这样的形式"),
        (["run", "2024-06", "--gruop", "x"], "没有选项 --gruop"),
        (["run", "2024-06", "--group", "县城组"], "县城组"),
        (["run", "2024-06", "--report", "leaderbord"], "leaderbord"),
        (["run", "2024-06", "-p", "metrik=benefit"], "metrik"),
        (["run", "2024-06", "-p", "metric=fastest"], "metric"),
        (["run", "2024-06", "--jobs", "many"], "--jobs"),
        (["run", "2024-06", "--jobs", "0"], "--jobs"),
        (["run", "2024-06", "--format", "docx"], "--format"),
        (["run", "2024-06", "--as-of", "2024-06-31"], "--as-of"),
        (["run", "2024-06", "--programme", "nowhere-2024"], "nowhere-2024"),
        (["run", "2031-06"], "2031"),
        (["run", "2024-06", "--ledgers", "/nowhere/at/all"], "找不到月报文件夹"),
        (["check", "2024-06", "--ledgers", "/nowhere/at/all"], "找不到月报文件夹"),
        (["check"], "MONTH"),
        (["check", "2024-06", "2024-07"], "多出了参数"),
        (["template", "--month", "2024-06"], "--unit"),
        (["template", "--unit", "衡西县", "--month", "2024-06"], "衡西县"),
        (["sample", "x", "--through", "2024"], "--through"),
        (["publish", "2024-06", "--reissue", "更正"], "尚未定稿"),
        (["publish", "2024-07"], "2024-06"),
        (["verify", "2024-06"], "尚未定稿"),
        (["ledger", "2024-06", "--ledgers", "/nowhere/at/all"], "找不到月报文件夹"),
        (["ledger", "2024-06", "--unit", "衡西县"], "衡西县"),
    ],
)
def test_a_wrong_command_is_a_sentence_and_status_two(arguments, words, tmp_path, capsys):
    if (
        arguments[0] in ("run", "check", "publish", "verify", "ledger")
        and "--output" not in arguments
        and len(arguments) > 1
    ):
        arguments = [*arguments, "--output", str(tmp_path / "output")]
    assert run_command(arguments) == 2
    said = capsys.readouterr().err
    assert words in said
    assert "Traceback" not in said
    assert not (tmp_path / "output").exists()


def test_debug_shows_the_traceback_before_and_behind_the_command(capsys):
    for arguments in (["--debug", "check", "2024"], ["check", "2024", "--debug"]):
        assert run_command(arguments) == 2
        assert "Traceback" in capsys.readouterr().err


def test_help_names_every_command_in_two_languages(capsys):
    assert run_command(["--help"]) == 0
    text = capsys.readouterr().out
    ours = (
        "demo",
        "sample",
        "template",
        "check",
        "accept",
        "run",
        "trace",
        "publish",
        "verify",
        "diff",
        "ledger",
        "doctor",
    )
    for name in (*ours, "doctor"):
        assert f"  {name} " in text
    assert "Boards and reports" in text


def test_a_month_without_any_return_is_checked_and_everyone_is_missing(tmp_path, capsys):
    (tmp_path / "月报" / "2024-02").mkdir(parents=True)
    arguments = ["--ledgers", str(tmp_path / "月报"), "--output", str(tmp_path / "output")]
    assert run_command(["check", "2024-02", *arguments]) == 1
    said = capsys.readouterr().out
    assert "未报送25家" in said
    assert (tmp_path / "output" / "2024-02" / "报送核验" / "checks.json").is_file()
    assert not (tmp_path / "output" / "2024-01").exists()


def test_a_gap_in_the_year_is_named_where_its_consequences_are_checked(tmp_path, capsys):
    for month in ("2024-01", "2024-03"):
        (tmp_path / "月报" / month).mkdir(parents=True)
    arguments = ["--ledgers", str(tmp_path / "月报"), "--output", str(tmp_path / "output")]
    assert run_command(["check", "2024-03", *arguments]) == 1
    told = capsys.readouterr()
    assert "2024-02没有月报文件夹" in told.out + told.err


def test_an_output_that_is_a_file_is_named_and_kept(tmp_path, capsys):
    (tmp_path / "月报" / "2024-01").mkdir(parents=True)
    file = tmp_path / "文件"
    file.write_text("重要", encoding="utf-8")
    assert run_command(["check", "2024-01", "--ledgers", str(tmp_path / "月报"), "--output", str(file)]) == 2
    assert "是一个文件" in capsys.readouterr().err
    assert file.read_text(encoding="utf-8") == "重要"


def test_a_wrong_number_is_told_in_chinese(capsys):
    assert run_command(["run", "2024-06", "--jobs", "x"]) == 2
    assert "应当是整数" in capsys.readouterr().err


def test_a_files_name_reaches_no_terminal_as_a_command():
    stream = io.StringIO()
    Terminal(stream).say("坏\x1b[2J名\x07.xlsx [bold]甲[/bold]")
    assert stream.getvalue() == "坏\ufffd[2J名\ufffd.xlsx [bold]甲[/bold]\n"
    assert clean("一\n二\u3000三") == "一\n二\u3000三"


@pytest.mark.parametrize("encoding", ["cp1252", "cp936", "ascii"])
def test_no_console_encoding_stops_a_command(encoding):
    # A console's code page stands for what a user's machine has; the words are lost there, the command is not.
    result = subprocess.run(
        [sys.executable, "-m", "sanzi_lib", "check", "2024-6"],
        cwd=ROOT,
        env={"PYTHONIOENCODING": encoding, "PATH": ""},
        capture_output=True,
        check=False,
    )
    assert result.returncode == 2
    assert b"Traceback" not in result.stderr


def test_help_imports_nothing_heavy():
    code = "import sys, sanzi_lib.cli.app; print(sorted({'pandas', 'papermill', 'typst', 'jinja2'} & set(sys.modules)))"
    result = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "[]"


def test_a_sample_never_takes_the_place_of_returns_that_are_there(tmp_path, capsys):
    own = tmp_path / "月报" / "2024-01" / "一份月报.xlsx"
    own.parent.mkdir(parents=True)
    own.write_bytes(b"mine")
    assert run_command(["sample", str(tmp_path / "月报"), "--through", "2024-01"]) == 2
    said = capsys.readouterr().err
    assert "一份月报.xlsx" in said
    assert "--force" in said
    assert list(own.parent.iterdir()) == [own]
    assert own.read_bytes() == b"mine"
