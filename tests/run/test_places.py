from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanzi_lib.errors import ParameterError
from sanzi_lib.run.owner import claim_folder
from sanzi_lib.run.places import is_plain_name, safe_name, write_whole


@given(st.text(max_size=200))
def test_a_safe_name_is_one_on_every_system(text):
    name = safe_name(text)
    assert is_plain_name(name)
    assert name == name.strip(" .")
    assert name.split(".")[0].upper() not in {"CON", "PRN", "AUX", "NUL", "COM1", "LPT9"}
    assert len(name) <= 81


@pytest.mark.parametrize("name", ["县市组", "国有企业组"])
def test_a_plain_name_stays_as_it_is(name):
    assert safe_name(name) == name


def test_a_file_is_written_whole_or_not_at_all(tmp_path, monkeypatch):
    path = tmp_path / "甲" / "checks.json"
    write_whole(path, "旧\n")
    monkeypatch.setattr(type(path), "replace", lambda self, to: (_ for _ in ()).throw(PermissionError(13, "locked")))
    with pytest.raises(PermissionError):
        write_whole(path, "新\n")
    assert path.read_text(encoding="utf-8") == "旧\n"
    assert [item.name for item in path.parent.iterdir()] == ["checks.json"]


def test_a_folder_belongs_to_the_city_that_came_first(tmp_path):
    folder = tmp_path / "output"
    claim_folder(folder, "甲市", what="输出文件夹", option="--output")
    claim_folder(folder, "甲市", what="输出文件夹", option="--output")
    with pytest.raises(ParameterError, match="已属于甲市"):
        claim_folder(folder, "乙市", what="输出文件夹", option="--output")
    (folder / ".city.json").write_text("[")
    with pytest.raises(ParameterError, match="无法读取"):
        claim_folder(folder, "甲市", what="输出文件夹", option="--output")
