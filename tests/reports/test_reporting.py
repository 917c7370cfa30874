"""Who reported and what stands in for what is missing, sentence by sentence."""

from dataclasses import replace

import pytest

from sanzi_lib.measures.model import OpenCount
from sanzi_lib.reports.elements.key_figures import build_accepted_figure
from sanzi_lib.reports.elements.notes import say_states
from sanzi_lib.reports.elements.reporting import say_carried, say_change, say_reporting


@pytest.fixture
def silent(row_of, amounts_of):
    """Rows that did not report: one that was accepted before, one of which nothing was ever accepted."""

    def make(name, *, heard):
        return replace(row_of(name, name, 1, amounts_of(None), state="not_reported"), heard=heard)

    return make


def test_only_what_was_accepted_before_is_carried(silent):
    known, unknown = silent("甲县", heard=True), silent("乙县", heard=False)
    assert say_carried([known]) == "累计数沿用此前通过核验的数据"
    assert say_carried([unknown]) == "本年度尚无通过核验的月报，累计数暂缺，并不表示没有盘活"
    both = "累计数沿用此前通过核验的数据，其中乙县本年度尚无通过核验的月报，累计数暂缺"
    assert say_carried([known, unknown]) == both
    assert say_reporting([known, unknown]).endswith("其中乙县本年度尚无通过核验的月报，累计数暂缺。")
    assert say_states([unknown]) == ["乙县本年度尚无通过核验的月报，本月数和累计数以“—”表示（不等于零），暂不排名。"]


def test_who_is_asked_something_is_not_called_all_well(row_of, amounts_of):
    well, asked = (row_of(name, name, 1, amounts_of(None), state="accepted") for name in ("甲县", "乙县"))
    asked = replace(asked, open=OpenCount(2, 100))
    assert say_reporting([well, well]) == "2个单位均已按时报送本月月报并通过核验。"
    assert say_reporting([well, asked]) == "2个单位均已按时报送本月月报并通过核验，但1个单位有待核实事项。"
    assert say_reporting([asked]) == "乙县已按时报送本月月报并通过核验，但有待核实事项。"
    late = replace(asked, days_late=2)
    assert say_reporting([well, late]) == "2个单位均已报送本月月报并通过核验，其中乙县迟报2天；1个单位有待核实事项。"
    figure = build_accepted_figure("通过核验的单位", 2, 2, "个", asked=1)
    assert (figure.value, figure.note, figure.role) == ("2/2", "1个单位有待核实事项", "warn")
    assert build_accepted_figure("通过核验的单位", 2, 2, "个").note == "全部通过"
    assert (
        build_accepted_figure("通过核验的单位", 1, 2, "个", asked=1).note == "1个未报送或退回修改，1个单位有待核实事项"
    )


def test_a_change_of_a_few_fen_is_no_zero():
    assert say_change(40) == "调增0.00004万元"
    assert say_change(-4_999) == "调减0.004999万元"
    assert say_change(5_000) == "调增0.01万元"
