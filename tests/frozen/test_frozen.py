"""Two sample months word for word: what the reports and the commands say today is what they said when it was frozen."""

from __future__ import annotations

import pytest
from freeze import WRITE, compare, make_texts, read_kept

pytestmark = pytest.mark.slow

KEPT = read_kept()


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return make_texts(tmp_path_factory.mktemp("frozen"))


def test_the_months_leave_the_same_reports(made):
    assert sorted(made) == sorted(KEPT)


@pytest.mark.parametrize("name", sorted(KEPT))
def test_words_and_figures_are_those_that_were_frozen(made, name):
    if told := compare(KEPT[name], made.get(name, ""), name):
        pytest.fail(f"{told}\n\nIf this is meant: {WRITE}, and commit the texts.", pytrace=False)
