"""The modules of this folder are imported by name, so the folder itself goes onto the path."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

HERE = str(Path(__file__).resolve().parent)
if HERE not in sys.path:
    sys.path.insert(0, HERE)

from render_samples import demonstration  # noqa: E402 - needs the path above

from sanzi_lib.render.document import Document  # noqa: E402


@pytest.fixture(scope="session")
def demo() -> Document:
    return demonstration()


@pytest.fixture(scope="session")
def office_path() -> str:
    for name in ("soffice", "libreoffice"):
        if found := shutil.which(name):
            return found
    pytest.skip("no LibreOffice found")
