"""How a programme weighs the indicators of the annual assessment; it need not (docs/指标口径.md 年度考核)."""

from __future__ import annotations

from fractions import Fraction
from typing import Literal

from pydantic import Field, model_validator

from sanzi_lib.params.values import ExactShare, Model

Indicator = Literal["attainment", "cash_share", "on_time_share", "sent_back", "open_findings", "cases"]
"""完成率, 入库率, 按时报送率; and the counts: months sent back, findings that stand, cases."""

COUNTS: tuple[Indicator, ...] = ("sent_back", "open_findings", "cases")

WHOLE = 100
"""What the weights add up to: a composite is out of this many points."""


class Scale(Model):
    """What a value is worth: all of its weight at ``full``, nothing at ``zero``, evenly in between, never more or less.

    Attributes:
        full: The value (a count, or a share: 1 is 100 %) that earns the whole weight.
        zero: The value that earns nothing; above ``full`` where fewer is better.
    """

    full: ExactShare
    zero: ExactShare

    @model_validator(mode="after")
    def _ends_differ(self) -> Scale:
        if self.full == self.zero:
            raise ValueError("full（得满分的数）与 zero（得零分的数）不能相同")
        return self

    def share(self, value: Fraction) -> Fraction:
        """Give the part of its weight that a value earns, 0 to 1."""
        full, zero = Fraction(self.full), Fraction(self.zero)
        return min(Fraction(1), max(Fraction(0), (value - zero) / (full - zero)))


class AssessmentRule(Model):
    """Weights of the indicators.

    Attributes:
        weights: Points by indicator, 100 in all. A share earns its weight times itself; a count needs a scale.
        scales: What a value is worth, by indicator.
    """

    weights: dict[Indicator, ExactShare]
    scales: dict[Indicator, Scale] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _whole_and_measurable(self) -> AssessmentRule:
        if (total := sum(self.weights.values())) != WHOLE:
            raise ValueError(f"weights 各项权重之和应为{WHOLE}，现为{total:f}")
        if without := [name for name in self.weights if name in COUNTS and name not in self.scales]:
            raise ValueError(
                f"{'、'.join(without)} 是次数，须在 scales 中写明折算办法：full（得满分的数）和 zero（得零分的数）"
            )
        if idle := [name for name in self.scales if name not in self.weights]:
            raise ValueError(f"scales 中的 {'、'.join(idle)} 没有权重，请删去或在 weights 中写明")
        return self
