"""Accepted rows as hypothesis draws them: any amounts, months and states, in rows that count in several places."""

from hypothesis import strategies as st

from sanzi_lib.money import MAX_FEN

FIELDS = ("水利资源领域", "特许经营权领域", "园区和能源资源领域", "企业国有资产领域")
COUNTING = ("4304B2", "4304B4", "4304B9", "4304E1", "4304P2")
GROUPS = ("municipal", "counties", "districts", "parks", "enterprises")
OWN = ("430481", "430482", "430408", "4304P1")
KEYS = ("benefit", "treasury", "available")
LETTERS = " ".join(
    f"{key}=C"
    for key in ("newly", "quantity", *KEYS, "benefit_before", "treasury_to_date", "available_to_date",
                *(f"restated_{key}" for key in KEYS))
)  # fmt: skip
AMOUNT = st.one_of(st.just(0), st.integers(-MAX_FEN, MAX_FEN))

ROW = st.fixed_dictionaries(
    {
        "place": st.one_of(
            st.tuples(st.sampled_from(COUNTING), st.sampled_from(FIELDS)),
            st.tuples(st.sampled_from(OWN), st.just("")),
        ),
        "month": st.sampled_from([1, 3, 6, 7]),
        "project": st.sampled_from("abc"),
        "newly": st.booleans(),
        "quantity": st.sampled_from([None, "0", "1.5", "0.000000000000000000000000000001"]),
        **{f"{head}{key}": AMOUNT for head in ("", "opening_", "restated_") for key in KEYS},
    }
)
STATES = st.dictionaries(
    st.tuples(st.sampled_from([*COUNTING, *OWN]), st.just(6)), st.sampled_from(["sent_back", "not_reported"])
)


def as_row(drawn):
    row = {name: value for name, value in drawn.items() if name not in ("place", "quantity")}
    unit, field = drawn["place"]
    given_quantity = {"quantity": drawn["quantity"], "measure": "亩"} if drawn["quantity"] else {}
    return {**row, **given_quantity, "unit": unit, "field": field, "project": f"{unit}{drawn['project']}"}
