"""A marked copy that comes back with answers is an answer, and answers every 核实 that was asked about the return."""

import pytest

from sanzi_lib.ledger.accept import read_year
from sanzi_lib.ledger.template.write import build_return
from sanzi_lib.months import Month
from sanzi_lib.sample.write import answer_return, plan_returns


def find_answered(programme, seed):
    """The units, with the returns, that answer."""
    return [
        (year, sent)
        for year in plan_returns(programme, seed)
        for sent in year.submissions
        if sent.answered_on is not None
    ]


def build(programme, year, sent):
    return build_return(programme, year.unit, sent.month, sent.content, year.habits.looks, stamp=sent.submitted_on)


@pytest.mark.parametrize("seed", [1, 7])
def test_the_same_return_gives_the_same_answer(hengyang, seed):
    answered = find_answered(hengyang, seed)
    assert [sent.month.month for _, sent in sorted(answered, key=lambda pair: pair[1].month)] == [6, 10]
    for year, sent in answered:
        original = build(hengyang, year, sent)
        name, content = answer_return(hengyang, year.unit, sent, original, "六月报.xlsx")
        assert name == "六月报（答复）.xlsx"
        assert answer_return(hengyang, year.unit, sent, original, "六月报.xlsx")[1] == content


@pytest.mark.parametrize("number", [6, 10])
def test_the_answers_stand_beside_what_was_asked(hengyang, tmp_path, number):
    month = Month(2024, number)
    ((year, answered),) = [pair for pair in find_answered(hengyang, 1) if pair[1].month == month]
    for sent in year.submissions:
        if sent.month <= month:
            content = build(hengyang, year, sent)
            (tmp_path / str(sent.month)).mkdir(exist_ok=True)
            (tmp_path / str(sent.month) / f"{sent.kind}.xlsx").write_bytes(content)
    name, content = answer_return(hengyang, year.unit, answered, content, "月报.xlsx")
    (tmp_path / str(month) / name).write_bytes(content)
    checks = read_year(hengyang, tmp_path, month).months[-1]
    (answer,) = [state for state in checks.returns if state.state == "answer"]
    assert (answer.code, answer.file) == (year.unit.code, "月报（答复）.xlsx")
    planted = {(p.rule, p.project) for p in answered.plants if p.rule in ("V18", "V23")}
    asked = [f for f in checks.findings if (f.rule, f.project) in planted]
    assert {(finding.rule, finding.project) for finding in asked} == planted
    for finding in asked:
        assert finding.answer.file == answer.file
        assert finding.answer.by == answered.content.cover["filled_by"]
        assert finding.answer.on > str(month)
    assert not [f for f in checks.findings if f.file == answer.file]  # every line met a finding
