"""V01 of a return whose cover names another unit than the one whose projects it holds."""

from __future__ import annotations

from sanzi_lib.ledger.acceptance.year import MonthInput, accept_year
from sanzi_lib.ledger.feedback.plan import plan_feedback
from sanzi_lib.ledger.model import AsPublished
from sanzi_lib.months import Month

JUNE = Month(2024, 6)
OWNER, NAMED = "市国投集团", "市城发集团"


def rows(code, count, first=1):
    return [{"project": f"{code}-ZC01-2024-{number:04d}", "benefit": 1} for number in range(first, first + count)]


def states(accepted):
    return sorted((s.unit, s.file, s.state) for s in accepted.months[-1].returns if s.state != "not_reported")


def test_a_wrong_cover_is_one_v01_that_names_the_likely_owner(build):
    own = build.make(rows("4304E1", 2), unit=NAMED, file="城发.xlsx")
    strange = build.make(rows("4304E2", 6), unit=NAMED, file="国投六月.xlsx")
    accepted = build.accept(own, strange)
    findings = [f for f in accepted.months[-1].findings if f.file == "国投六月.xlsx"]
    (finding,) = findings
    assert (finding.rule, finding.level, finding.unit, finding.cell) == ("V01", "错误", OWNER, "B2")
    assert f"封面报送单位是{NAMED}，项目编号却是{OWNER}的" in finding.message
    # 城发 stands as its own file makes it, and 国投 as sent back.
    assert states(accepted) == sorted([(NAMED, "城发.xlsx", "accepted"), (OWNER, "国投六月.xlsx", "sent_back")])
    frame = accepted.returns[accepted.returns["month"] == 6].set_index("unit")["state"]
    assert (frame["4304E1"], frame["4304E2"]) == ("accepted", "sent_back")
    (back,) = [item for item in plan_feedback(accepted.months[-1]) if item.sent_back]
    assert (back.name, back.unit, back.file) == ("国投六月.xlsx", OWNER, "国投六月.xlsx")


def test_the_owner_s_own_return_counts_beside_it(build):
    own = build.make(rows("4304E2", 6), unit=OWNER, file="国投.xlsx")
    strange = build.make(rows("4304E2", 6), unit=NAMED, file="国投又一份.xlsx")
    accepted = build.accept(own, strange)
    assert [f.rule for f in accepted.months[-1].findings if f.level == "错误"] == ["V01"]
    assert (OWNER, "国投.xlsx", "accepted") in states(accepted)
    assert NAMED in {s.unit for s in accepted.months[-1].returns if s.state == "not_reported"}


def test_it_needs_five_ids_four_in_five_and_none_of_the_unit_named(build):
    def rules(*several):
        listed = [row for one in several for row in one]
        accepted = build.accept(build.make(listed, unit=NAMED, file="甲.xlsx"))
        return {f.rule for f in accepted.months[-1].findings if f.level == "错误"}

    assert rules(rows("4304E2", 4)) == {"V03"}
    assert rules(rows("4304E2", 5)) == {"V01"}
    assert rules(rows("4304E2", 4), rows("430424", 1)) == {"V01"}
    assert rules(rows("4304E2", 4), rows("430424", 2)) == {"V03"}
    assert rules(rows("4304E2", 9), rows("4304E1", 1)) == {"V03"}
    assert rules(rows("999999", 9)) == {"V03"}


def test_in_a_closed_month_only_what_was_published_so_is_a_wrong_cover(build, programme):
    strange = build.make(rows("4304E2", 6), unit=NAMED, file="国投六月.xlsx")
    (today,) = build.accept(strange).months[-1].findings

    def published(*findings):
        then = AsPublished({(strange.sha256, strange.file): "sent_back"}, findings)
        months = [MonthInput(month, has_folder=False) for month in JUNE.months_of_year()[:-1]]
        return states(accept_year(programme, [*months, MonthInput(JUNE, (strange,), published=then)]))

    assert published() == [(NAMED, "国投六月.xlsx", "sent_back")]
    assert published(today) == [(OWNER, "国投六月.xlsx", "sent_back")]
