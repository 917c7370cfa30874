"""Weights of the annual assessment (docs/指标口径.md 年度考核): the programme's alone, and sound."""

from __future__ import annotations

import shutil
from fractions import Fraction
from pathlib import Path

import pytest
from pydantic import ValidationError

from sanzi_lib.errors import ProgrammeError
from sanzi_lib.params.assessment import AssessmentRule, Scale
from sanzi_lib.params.load import read_programme

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("folder", [ROOT / "params" / "hengyang-2024", ROOT / "tests" / "programmes" / "yunxiu-2025"])
def test_no_programme_invents_weights(folder):
    programme = read_programme(folder)
    assert all(programme.assessment_of(group.id) is None for group in programme.groups)


@pytest.mark.parametrize(
    ("full", "zero", "value", "share"),
    [
        ("0", "4", 0, 1),
        ("0", "4", 1, Fraction(3, 4)),
        ("0", "4", 4, 0),
        ("0", "4", 9, 0),
        ("3", "0", 2, Fraction(2, 3)),
        ("3", "0", 7, 1),
        ("1", "0.5", Fraction(3, 4), Fraction(1, 2)),
        ("1", "0", Fraction(5, 4), 1),
        ("1", "0", Fraction(-1, 4), 0),
    ],
)
def test_a_scale_runs_evenly_between_its_ends_and_not_beyond(full, zero, value, share):
    assert Scale(full=full, zero=zero).share(Fraction(value)) == share


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ({"weights": {}}, "各项权重之和应为100，现为0"),
        ({"weights": {"attainment": "60", "cash_share": "30.5"}}, "各项权重之和应为100，现为90.5"),
        ({"weights": {"attainment": "1"}}, "现为1"),
        ({"weights": {"attainment": "90", "cases": "10"}}, "cases 是次数"),
        ({"weights": {"attainment": "100"}, "scales": {"cases": {"full": 3, "zero": 0}}}, "cases 没有权重"),
        (
            {"weights": {"attainment": "90", "cases": "10"}, "scales": {"cases": {"full": 3, "zero": "3.0"}}},
            "不能相同",
        ),
    ],
)
def test_weights_that_do_not_hold_are_refused(rule, words):
    with pytest.raises(ValidationError, match=words):
        AssessmentRule.model_validate(rule)


def write(folder: Path, text: str, *, group: str = "") -> Path:
    target = folder / "hengyang-2024"
    shutil.copytree(ROOT / "params" / "hengyang-2024", target)
    path = target / "programme.yaml"
    source = path.read_text(encoding="utf-8")
    path.write_text(source.replace("name: 园区组,", f"name: 园区组, {group}") + text, encoding="utf-8")
    return target


def test_a_group_may_have_its_own_weights(tmp_path):
    own = 'assessment: {weights: {on_time_share: "100"}},'
    programme = read_programme(write(tmp_path, '\nassessment: {weights: {attainment: "100"}}\n', group=own))
    rules = {group.id: programme.assessment_of(group.id) for group in programme.groups}
    assert rules["parks"] == AssessmentRule(weights={"on_time_share": "100"})
    assert {rule for name, rule in rules.items() if name != "parks" for rule in rule.weights} == {"attainment"}


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('assessment: {weights: {attainmnt: "100"}}', "“assessment → weights → attainmnt”：只能是 attainment"),
        ('assessment: {weights: {attainment: "-100"}}', "“assessment → weights → attainment”：应当不小于0"),
        ('assessment: {weights: {attainment: "90"}}', "“assessment”：weights 各项权重之和应为100，现为90"),
        ("assessment: {weights: {cases: many}}", "“assessment → weights → cases”：应当是数字"),
        ('assessment: {points: {attainment: "100"}}', "“assessment → points”：没有这个名称"),
    ],
)
def test_a_wrong_line_is_told_with_its_place(tmp_path, text, sentence):
    with pytest.raises(ProgrammeError) as caught:
        read_programme(write(tmp_path, f"\n{text}\n"))
    assert sentence in str(caught.value)
    assert "programme.yaml" in str(caught.value)
