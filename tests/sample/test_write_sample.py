"""The sample as it stands on disk, read and judged like any return."""

import shutil

import pytest

from sanzi_lib.errors import ParameterError, RecordError
from sanzi_lib.ledger.accept import read_year
from sanzi_lib.months import Month
from sanzi_lib.params.load import read_programme
from sanzi_lib.sample import write_sample
from sanzi_lib.sample.streams import plan_tie
from sanzi_lib.sample.write import plan_returns

pytestmark = pytest.mark.slow

JUNE = Month(2025, 6)


@pytest.fixture(scope="module")
def folder(tmp_path_factory, yunxiu):
    folder = tmp_path_factory.mktemp("sample")
    write_sample(folder, yunxiu, through=JUNE)
    return folder


@pytest.fixture(scope="module")
def accepted(folder, yunxiu):
    return read_year(yunxiu, folder, JUNE, jobs=2)


def test_exactly_the_planted_returns_are_sent_back(accepted, yunxiu):
    planted = {
        (str(sent.month), year.unit.code, sent.kind, sent.planted)
        for year in plan_returns(yunxiu, 1)
        for sent in year.submissions
        if sent.planted and sent.month <= JUNE
    }
    sent_back = {
        (str(month.month), state.code, state.kind) for month in accepted.months for state in month.returns
        if state.state == "sent_back"
    }  # fmt: skip
    assert not [unread for month in accepted.months for unread in month.unread]
    # A planted 月报 whose 更正 followed is "replaced"; everything else that is planted goes back.
    corrected = {
        (month, code) for month, code, kind, _ in planted if kind == "月报" and (month, code, kind) not in sent_back
    }
    replaced = {(str(m.month), s.code) for m in accepted.months for s in m.returns if s.state == "replaced"}
    assert corrected <= replaced
    assert sent_back == {item[:3] for item in planted if item[:2] not in corrected}
    errors = {
        (str(month.month), finding.unit, finding.rule)
        for month in accepted.months
        for finding in month.findings
        if finding.level == "错误"
    }
    names = {unit.code: unit.name for unit in yunxiu.units}
    assert errors == {(month, names[code], rule) for month, code, _, rule in planted if (month, code) not in corrected}


def test_the_accepted_record_holds_the_planned_money(accepted, yunxiu):
    """Units whose every month counts end June with exactly what was planned for them."""
    tie = plan_tie(yunxiu, 1)
    assert len(tie.benefit) == 2
    for code, planned in tie.benefit.items():
        rows = accepted.movements[accepted.movements["unit"] == code]
        assert int(rows["benefit"].sum()) == planned


def test_same_arguments_same_bytes_and_months_do_not_depend_on_the_last(folder, yunxiu, tmp_path):
    paths = write_sample(tmp_path, yunxiu, through=Month(2025, 2))
    assert {path.parent.name for path in paths} == {"2025-01", "2025-02"}
    for path in paths:
        assert path.read_bytes() == (folder / path.parent.name / path.name).read_bytes()


def test_another_seed_gives_other_returns(folder, yunxiu, tmp_path):
    paths = write_sample(tmp_path, yunxiu, through=Month(2025, 1), seed=2)
    january = [path.read_bytes() for path in sorted((folder / "2025-01").iterdir())]
    assert not set(january) & {path.read_bytes() for path in paths}


def test_scale_multiplies_units_and_targets(yunxiu, tmp_path):
    paths = write_sample(tmp_path, yunxiu, through=Month(2025, 1), scale=2)
    programme = read_programme(tmp_path / "params" / "yunxiu-2025")
    assert len(programme.units) == 20
    assert programme.total_target == 2 * yunxiu.total_target
    assert programme.groups == yunxiu.groups
    assert programme.enumerations == yunxiu.enumerations
    assert programme.thresholds == yunxiu.thresholds
    assert 18 <= len(paths) <= 20
    accepted = read_year(programme, tmp_path, Month(2025, 1))
    assert not [f for month in accepted.months for f in month.findings if f.level == "错误"]


def test_a_month_of_another_year_is_refused(yunxiu, tmp_path):
    with pytest.raises(ParameterError, match="2025年"):
        write_sample(tmp_path, yunxiu, through=Month(2024, 6))
    with pytest.raises(ParameterError, match="整数"):
        write_sample(tmp_path, yunxiu, through=JUNE, scale=0)


def test_a_folder_that_cannot_be_written_is_named(yunxiu, tmp_path):
    blocked = tmp_path / "file"
    shutil.copy(__file__, blocked)
    with pytest.raises(RecordError, match="样例写不进"):
        write_sample(blocked, yunxiu, through=Month(2025, 1))
