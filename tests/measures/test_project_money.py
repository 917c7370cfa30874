"""What single projects brought, worked out by hand."""

from decimal import Decimal

from hand_facts import gather

from sanzi_lib.measures.project_money import ProjectMoney, add_money, compute_project_money
from sanzi_lib.money import to_fen
from sanzi_lib.months import Month

JUNE = Month(2024, 6)
A, B = "430424", "430421"


def wan(text):
    return to_fen(Decimal(text))


def test_month_and_cumulative(movements, returns, programme):
    rows = movements(
        {"unit": A, "month": 5, "project": "p", "benefit": "10", "treasury": "3", "financing": "4", "cash": "6",
         "opening_benefit": "2", "opening_treasury": "1"},
        {"unit": A, "month": 6, "project": "p", "benefit": "20", "treasury": "5", "cash": "20",
         "restated_benefit": "-1", "restated_treasury": "-2"},
        {"unit": A, "month": 6, "project": "q", "benefit": "7"},
        {"unit": B, "month": 5, "project": "p", "benefit": "99"},
        {"unit": A, "month": 7, "project": "p", "benefit": "1000"},
    )  # fmt: skip
    made = compute_project_money(
        gather(rows, None, returns(7, {(B, 6): "not_reported"}), programme, JUNE),
        [(A, "p"), (A, "q"), (B, "p"), (A, "none")],
    )
    # 10 + 2 in May, 20 − 1 in June; of it 4 by financing, and 2 − 1 of no kind.
    assert made[A, "p"] == ProjectMoney(wan("20"), wan("5"), 0, wan("31"), wan("7"), wan("4"), wan("1"))
    assert made[A, "q"] == ProjectMoney(wan("7"), 0, None, wan("7"), 0, 0, wan("7"))
    assert made[B, "p"] == ProjectMoney(None, None, None, wan("99"), 0, 0, wan("99"))
    assert made[A, "none"] == ProjectMoney(0, 0, 0, 0, 0, 0, 0)
    # What is not known of one month does not make a zero of another's.
    assert add_money([made[A, "q"], made[B, "p"]]).benefit == wan("7")
    assert add_money([made[B, "p"]]).benefit is None
    assert add_money([]) == ProjectMoney(None, None, None, 0, 0, 0, 0)


def test_large_amounts_stay_exact(movements, returns, programme):
    rows = movements(*({"unit": A, "month": month, "project": "p", "benefit": "90071992547.41"} for month in (4, 5, 6)))
    made = compute_project_money(gather(rows, None, returns(6), programme, JUNE), [(A, "p")])
    assert made[A, "p"].benefit_cumulative == 3 * 90_071_992_547_410_000
