"""Sentences of the policy that reports quote; each is a city's own, so none stands in code.

See docs/指标口径.md 存量资金、报告.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from sanzi_lib.params.values import Model, Name, matching, normalise_word

RuleId = Annotated[str, matching(r"V\d{2}", "应写规则编号，如 V24")]


class PolicyText(Model):
    """A passage of the policy, to the letter.

    Attributes:
        source: Where it stands: ``四（七）``.
        text: The passage, on one line.
    """

    source: Name
    text: Name


class PolicyTexts(Model):
    """What reports quote beneath a rule; where nothing is given they print the rule alone.

    Attributes:
        funds: By 资金类别, on what its carry-over rule rests.
        risks: By rule id, on what a check of level 风险 rests.
    """

    funds: dict[str, PolicyText] = Field(default_factory=dict)
    risks: dict[RuleId, PolicyText] = Field(default_factory=dict)

    def find_fund(self, kind: str) -> PolicyText | None:
        """On what a 资金类别 rests, whatever quotation marks either is written with."""
        wanted = normalise_word(kind)
        return next((text for name, text in self.funds.items() if normalise_word(name) == wanted), None)
