"""What happens in the year, month by month: the events of docs/核验规则.md that are not a plain 月报 on time."""

from __future__ import annotations

# (unit, month): event
EVENTS: dict[tuple[str, int], str] = {
    # never sent
    ("430426", 3): "missing",
    ("4304B5", 1): "missing",
    ("4304B5", 2): "missing",
    ("4304P1", 4): "missing",
    ("4304P2", 4): "missing",
    ("4304E2", 6): "missing",
    ("430412", 9): "missing",
    ("430481", 12): "missing",
    # sent back
    ("430422", 2): "spoiled:total",
    ("430421", 4): "spoiled:holder",
    ("4304B2", 5): "spoiled:total",
    ("430406", 7): "spoiled:holder",
    ("4304E1", 3): "spoiled:total",
    ("430405", 5): "two_reports",
    ("430423", 6): "wrong_month",
    ("4304B6", 3): "two_reports",
    # prior figures that hold a month which was sent back or missing
    ("430422", 3): "wrong_before",
    ("430481", 11): "plain",
    # corrections
    ("430424", 1): "corrected",
    ("430424", 4): "corrected_twice",
    ("430482", 2): "corrected_late",
    ("4304B1", 3): "corrected_late",
    ("430408", 3): "bad_then_corrected",
    ("4304B9", 5): "good_then_bad_correction",
    ("430407", 2): "correction_only",
    ("4304B7", 8): "corrected",
    # late
    ("430424", 2): "late:1",
    ("4304B3", 1): "late:6",
    ("430482", 6): "late:3",
    ("4304B8", 12): "late:2",
    ("430407", 5): "supplement:9",
    ("4304B4", 2): "supplement_after_next",
    ("430423", 2): "supplement_after_next",
    # nothing to say
    ("430406", 3): "zero",
    ("4304B7", 1): "zero",
    ("4304B7", 2): "zero",
    ("430412", 1): "zero",
    ("4304E2", 2): "zero",
    ("4304P2", 1): "zero",
    # inside an ordinary return
    ("430481", 3): "negative",
    ("430407", 7): "negative",
    ("430424", 5): "restate_small",
    ("430481", 5): "restate_large",
    ("4304B9", 4): "restate_small",
    ("430408", 6): "restate_only",
    ("4304E1", 6): "restate_down",
    ("4304B1", 6): "opening",
    ("430405", 3): "opening",
    ("430482", 4): "opening",
    ("4304E1", 5): "new_again",
    ("430424", 6): "new_again",
    ("4304B8", 4): "other_field",
    ("4304E2", 5): "other_field",
    # asked about
    ("430424", 9): "gone",
    ("4304B3", 7): "new_holder",
    ("430481", 8): "unproven",
    ("430407", 9): "tiny",
    ("4304B9", 7): "cheap",
    ("430408", 9): "put_off",
    ("4304E1", 8): "cut",
    ("430481", 2): "same_bytes",
    ("4304B3", 4): "same_bytes",
}
