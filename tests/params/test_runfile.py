from __future__ import annotations

import pytest

from sanzi_lib.errors import ParameterError
from sanzi_lib.months import Month
from sanzi_lib.params.runfile import read_runfile

JUNE = Month(2024, 6)


@pytest.fixture
def written(tmp_path):
    def write(text, encoding="utf-8"):
        (tmp_path / "runs").mkdir(exist_ok=True)
        (tmp_path / "runs" / "2024-06.yaml").write_bytes(text.encode(encoding))
        return tmp_path

    return write


def test_a_month_without_a_file_has_no_parameters(tmp_path):
    assert read_runfile(tmp_path, JUNE) == {}


@pytest.mark.parametrize("text", ["", "\n\n"])
def test_an_empty_file_has_none_either(written, text):
    assert read_runfile(written(text), JUNE) == {}


def test_names_and_values_are_read_as_papermill_reads_them(written):
    params = written('month: "2024-06"\nledgers: 月报  # 注\nsocial_benefits: 5\nmetric: null\n')
    assert read_runfile(params, JUNE) == {"month": "2024-06", "ledgers": "月报", "social_benefits": 5, "metric": None}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('month: "2024-07"\n', "2024-07"),
        ("ledgers: a\nledgers: b\n", "2024-06.yaml"),
        ("- a\n- b\n", "2024-06.yaml"),
        ("a: [\n", "2024-06.yaml"),
        ("1: x\n", "名称"),
        ("a: !!python/object/apply:os.getcwd []\n", "2024-06.yaml"),
    ],
)
def test_a_wrong_file_is_named(written, text, words):
    with pytest.raises(ParameterError, match=words):
        read_runfile(written(text), JUNE)
