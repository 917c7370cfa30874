"""One asset in two places: V16 and V37."""

from __future__ import annotations

P, R = "430422-ZY05-2024-0001", "430422-ZY05-2024-0002"
Q = "430424-ZY05-2024-0001"
CERTIFICATE = "湘（2020）衡南县不动产权第0000123号"


def test_v16_same_asset_in_two_units(build, asked):
    def find(mine, theirs, level="核实"):
        return asked(
            "V16",
            build.make([{"project": P}], projects=[{"project": P} | mine]),
            build.make([{"project": Q}], unit="衡东县", projects=[{"project": Q} | theirs]),
            level=level,
        )

    both = [("项目台账", "H3", P), ("项目台账", "H3", Q)]
    assert find({"certificate": "湘（2020）001号"}, {"certificate": "湘(2020)001号 "}) == both
    assert find({"certificate": CERTIFICATE}, {"certificate": "(2020)不动产权第122-124号"}) == both
    assert find({"certificate": "1"}, {"certificate": "2"}) == []
    bare = {"certificate": "不动产权第0000123号"}
    assert find({"certificate": CERTIFICATE}, bare) == []
    assert find({"certificate": CERTIFICATE}, bare, level="提示") == both
    assert find({"certificate": CERTIFICATE}, {"certificate": CERTIFICATE.replace("2020", "2021")}) == []
    assert find({"name": "老粮库"}, {"name": "老粮库", "holder": "县自然资源局"}) == [
        ("项目台账", "B3", P),
        ("项目台账", "B3", Q),
    ]
    assert find({"name": "老粮库"}, {"name": "老粮库", "holder": "县粮食局"}) == []


def test_v16_two_projects_of_one_unit(build, asked):
    def find(mine, theirs, *, benefit=1):
        projects = [
            {"project": P, "certificate": CERTIFICATE} | mine,
            {"project": R, "certificate": CERTIFICATE} | theirs,
        ]
        rows = [{"project": P, "benefit": 1}, {"project": R, "benefit": benefit}]
        return asked("V16", build.make(rows, projects=projects))

    both = [("项目台账", "H3", P), ("项目台账", "H4", R)]
    assert find({"method": "售"}, {"method": "融"}) == both
    assert find({"method": "租"}, {"method": "租"}) == []  # floors of one building
    assert find({"method": "售"}, {"method": "租"}) == []
    assert find({"method": "售"}, {"method": "售"}, benefit=0) == []


def test_v37_one_asset_injected_by_two_units(build, asked):
    def find(*, mine=100, theirs=100, name="粮库", theirs_in="2024-04", certificate=None):
        row = {"project": Q, "benefit": theirs, "injection": theirs}
        other = build.make(
            [row], unit="衡东县", projects=[{"project": Q, "name": "粮库", "certificate": CERTIFICATE}], month=theirs_in
        )
        own = {"project": P, "benefit": mine, "injection": mine}
        return asked(
            "V37", other, build.make([own], projects=[{"project": P, "name": name, "certificate": certificate}])
        )

    at = [("盘活情况表", "H3", P)]
    assert find() == at
    assert find(mine=99) == at  # within 1 % of the larger
    assert find(mine="98.99") == []
    assert find(name="厂房") == []
    assert find(name="厂房", certificate=CERTIFICATE) == at
    assert find(theirs_in="2024-03") == at
    assert find(theirs_in="2024-02") == []
    assert find(theirs_in="2024-06") == [*at, ("盘活情况表", "H3", Q)]
