from pathlib import Path

import pytest

from sanzi_lib.params.load import read_programme

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def hengyang():
    return read_programme(ROOT / "params" / "hengyang-2024")


@pytest.fixture(scope="session")
def yunxiu():
    return read_programme(ROOT / "tests" / "programmes" / "yunxiu-2025")
