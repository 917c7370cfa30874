"""Whose folder it is, and which option a refusal names (docs/文件与命令.md 共同选项)."""

import pytest

from sanzi_lib.errors import ParameterError
from sanzi_lib.run.archive.city import claim_folders
from sanzi_lib.run.ask.request import Folders


@pytest.mark.parametrize(("role", "option"), [("output", "--output"), ("record", "--record")])
def test_a_folder_of_returns_is_refused_by_the_option_that_named_it(tmp_path, role, option):
    folders = {name: tmp_path / name for name in ("root", "params", "ledgers", "output", "record", "notebooks")}
    with pytest.raises(ParameterError, match=f"请用 {option} 另指"):
        claim_folders(Folders(**{**folders, role: folders["ledgers"]}), [])
