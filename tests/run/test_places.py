from __future__ import annotations

import pytest

from sanzi_lib.errors import ParameterError
from sanzi_lib.run.archive.city import claim_folder
from sanzi_lib.run.places import write_whole


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
