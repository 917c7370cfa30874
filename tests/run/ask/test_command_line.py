"""The command beside a button says exactly what the button does, whatever shell it is pasted into."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sanzi_lib.run.ask.options import Options, build_command, write_command
from sanzi_lib.run.ask.request import build_request

ROOT = Path(__file__).resolve().parents[3]
HOSTILE = [
    *("it's", "a b", "'; rm -rf ~; '", '"x"', "$HOME", "`id`", "$(id)", "a\nb", "“弯引号”", "‘单’", "--force", "-p"),
    *("#x", "a,b", "{1..3}", "%PATH%", "!!", "~", "*", "&&", "", " ", "a;b", "甲|乙", "x>y", "@x", "C:\\月 报\\"),
]


def read_powershell(line):
    """Words of a PowerShell line of bare and single-quoted words (about_Quoting_Rules, about_Parsing)."""
    quotes = "'\u2018\u2019\u201a\u201b"
    words = []
    for quoted, bare in re.findall(rf"[{quotes}]((?:[^{quotes}]|[{quotes}]{{2}})*)[{quotes}](?= |\Z)|(\S+)", line):
        # Nothing that PowerShell itself reads stands in a bare word: quotes, variables, lists, statements, comments.
        assert not re.search(rf"[{quotes}\"`$,;(){{}}|&<>@#%!*?~\[\]]", bare)
        words.append(bare or re.sub(rf"([{quotes}])[{quotes}]", r"\1", quoted))
    return words


FULL = {
    "programme": "hengyang-2024",
    "params": Path("params"),
    "ledgers": Path("月 报"),
    "output": Path("out/'1'"),
    "record": Path("记录"),
    "jobs": 3,
    "force": True,
    "formats": "html,pdf",
    "as_of": "2024-06-30",
}


@pytest.mark.parametrize(
    ("verb", "options"),
    [
        ("check", {}),
        ("check", FULL),
        ("run", {}),
        ("run", {"reports": ("leaderboard", "overview"), "groups": ("县市组", "parks")}),
        ("run", {**FULL, "reports": ("leaderboard",), "units": ("耒阳市", "430482"), "settings": ("metric=benefit",)}),
        ("run", {"units": ("all",)}),
    ],
)
def test_the_command_parses_back_to_the_same_request(parse, verb, options):
    given = Options(months=["2024-06"], **options)
    parsed = parse(build_command(verb, given))
    assert build_request(parsed, ROOT) == build_request(given, ROOT)


def test_what_is_not_asked_is_not_said():
    assert build_command("run", Options(months=["2024-06"])) == ("sanzi", "run", "2024-06")


def test_usual_words_need_no_quotation_marks():
    words = build_command("run", Options(months=["2024-06"], groups=("县市组",), ledgers=Path("output/sample/ledgers")))
    line = "sanzi run 2024-06 --group 县市组 --ledgers output/sample/ledgers"
    assert write_command(words, "sh") == write_command(words, "powershell") == line


@pytest.mark.parametrize("word", HOSTILE)
def test_a_word_goes_through_a_real_shell_unchanged(word):
    shell = shutil.which("sh")
    if shell is None:
        pytest.skip("no sh found")
    line = write_command(("printf", "%s\\0", word, "甲"), "sh")
    result = subprocess.run([shell, "-c", line], capture_output=True, check=True)
    assert result.stdout.decode().split("\0")[:-1] == [word, "甲"]


@settings(max_examples=300, deadline=None)
@given(st.lists(st.one_of(st.sampled_from(HOSTILE), st.text(st.characters(exclude_categories=["Cs", "Cc"])))))
def test_every_word_is_one_word_in_both_shells(words):
    typed = ("sanzi", *words)
    assert shlex.split(write_command(typed, "sh")) == list(typed)
    assert read_powershell(write_command(typed, "powershell")) == list(typed)
