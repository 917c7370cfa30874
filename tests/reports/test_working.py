"""The plain table before the blocks: exact numbers, and headers that say how a figure is reckoned."""

from __future__ import annotations

from decimal import Decimal

from sanzi_lib.reports import overview as report


def test_a_completion_rate_stands_after_what_it_is_made_of(city, programme):
    frame = report.build_frame(city, programme)
    headers = list(frame.columns)
    rate = next(header for header in headers if header.startswith("完成率"))
    assert rate == "完成率（年初以来累计经济效益÷年度预期盘活效益）（%）"
    assert headers.index("累计经济效益（万元）") < headers.index("年度目标（万元）") < headers.index(rate)
    assert list(frame.iloc[:, 0]) == ["市本级", "衡山县", "自然资源领域", programme.total_name]
    row = frame[frame.iloc[:, 0] == "衡山县"].iloc[0]
    assert (row["累计经济效益（万元）"], row["年度目标（万元）"]) == (Decimal("272160.00"), Decimal("453600.00"))
    assert row[rate] == Decimal(60)  # 272160 of 453600


def test_what_is_not_known_is_no_number(city, programme):
    row = report.build_frame(city, programme).iloc[-1]
    assert all(isinstance(value, Decimal | str) for value in row)
