"""More than one return (docs/核验规则.md 几份月报)."""

from __future__ import annotations

from datetime import datetime

from hypothesis import given
from hypothesis import strategies as st

from sanzi_lib.ledger.acceptance.selection import Candidate, select_returns


def one(kind, day, *, ok=True):
    return Candidate(f"{kind}{day}.xlsx", kind, datetime(2024, 6, day) if day else None, ok)


def states(*candidates):
    return [verdict.state for verdict in select_returns(candidates)]


def troubles(*candidates):
    return [verdict.trouble for verdict in select_returns(candidates)]


def test_one_return():
    assert states(one("月报", 20)) == ["accepted"]
    assert states(one("补报", 28)) == ["accepted"]
    assert states(one("月报", 20, ok=False)) == ["sent_back"]


def test_two_returns_are_both_wrong():
    both = (one("月报", 20), one("补报", 21))
    assert states(*both) == ["sent_back", "sent_back"]
    assert troubles(*both) == ["two", "two"]
    assert troubles(one("月报", 20, ok=False), one("月报", 21)) == ["two", "two"]


def test_a_correction_replaces_what_was_sent_before():
    assert states(one("月报", 20), one("更正", 22)) == ["replaced", "accepted"]
    assert states(one("更正", 22), one("更正", 24), one("月报", 20)) == ["replaced", "accepted", "replaced"]
    assert states(one("月报", 20, ok=False), one("更正", 22)) == ["replaced", "accepted"]
    assert states(one("月报", 20), one("月报", 21), one("更正", 22)) == ["replaced", "replaced", "accepted"]


def test_a_correction_that_is_sent_back_replaces_nothing():
    verdicts = select_returns((one("月报", 20), one("更正", 22, ok=False)))
    assert [v.state for v in verdicts] == ["accepted", "sent_back"]
    assert verdicts[1].note == "stands"
    assert states(one("月报", 20), one("更正", 22), one("更正", 23, ok=False)) == ["replaced", "accepted", "sent_back"]
    assert states(one("月报", 20), one("更正", 22, ok=False), one("更正", 23)) == ["replaced", "replaced", "accepted"]
    assert states(one("月报", 20, ok=False), one("更正", 22, ok=False)) == ["sent_back", "sent_back"]


def test_a_correction_with_nothing_to_replace():
    (verdict,) = select_returns((one("更正", 22),))
    assert (verdict.state, verdict.note) == ("accepted", "nothing_to_replace")


def test_the_same_time():
    assert troubles(one("月报", 20), one("更正", 20)) == ["same_time", "same_time"]
    assert states(one("月报", 20), one("更正", 22), one("更正", 22)) == ["accepted", "sent_back", "sent_back"]
    assert states(one("更正", 22), one("更正", 22), one("更正", 23)) == ["replaced", "replaced", "accepted"]


def test_a_return_after_a_correction():
    late = (one("更正", 20), one("月报", 22))
    assert states(*late) == ["accepted", "sent_back"]
    assert troubles(*late) == [None, "after_correction"]
    assert states(one("月报", 19), one("更正", 20), one("补报", 22)) == ["replaced", "accepted", "sent_back"]
    assert troubles(one("更正", 20, ok=False), one("月报", 22)) == [None, "after_correction"]


def test_what_cannot_be_read():
    assert states(one("月报", None, ok=False), one("更正", 22)) == ["replaced", "accepted"]
    assert states(Candidate("x", None, None, ok=False), one("月报", 20)) == ["sent_back", "accepted"]
    assert states() == []


candidates = st.lists(
    st.builds(one, st.sampled_from(["月报", "补报", "更正"]), st.integers(1, 5), ok=st.booleans()),
    max_size=6,
)


@given(candidates)
def test_at_most_one_counts_and_order_does_not_matter(several):
    verdicts = select_returns(several)
    assert sum(verdict.state == "accepted" for verdict in verdicts) <= 1
    turned = select_returns(several[::-1])[::-1]
    assert [(v.state, v.trouble) for v in verdicts] == [(v.state, v.trouble) for v in turned]
    for candidate, verdict in zip(several, verdicts, strict=True):
        assert verdict.state != "accepted" or (candidate.ok and verdict.trouble is None)
        if verdict.state == "replaced":
            assert any(v.state == "accepted" and c.corrects for c, v in zip(several, verdicts, strict=True))
