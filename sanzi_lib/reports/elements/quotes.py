"""How a passage of the policy is quoted beneath the rule that rests on it."""

from __future__ import annotations

from sanzi_lib.params.programme import PolicyText


def say_quote(text: PolicyText, policy: str) -> str:
    """Say a passage of the policy with where it stands."""
    return f"政策依据：{policy} {say_passage(text)}"


def say_passage(text: PolicyText) -> str:
    """Say a passage of the policy with where in it it stands, for what names the policy itself."""
    return f"{text.source}：“{_nest(text.text)}”"


def _nest(text: str) -> str:
    """Give a passage that will stand in quotation marks: its own become single ones."""
    return text.replace("“", "‘").replace("”", "’")
