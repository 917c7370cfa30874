"""What is no error: findings of level 核实, 风险 and 提示, and none at all. Such a return is accepted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from annex_one import TARGET
from plant_kit import Kit
from records import WAN, Case
from return_book import Fen, Raw, Sheet, Word
from return_columns import CASE_COLUMNS, CASES, LEDGER, MOVES

BENEFIT = "本月经济效益(万元)"
BEFORE = "年初至上月累计经济效益(万元)"
TOTAL = "年初至本月累计经济效益(万元)"
TREASURY = "本月入库收益(万元)"
# The rules whose findings are compared exactly; the expected ones are (rule, level, project or None).
LOOKED_AT = {"V07", "V12", "V16", "V18", "V19", "V20", "V21", "V23", "V24", "V25", "V27", "V28", "V30"}
Found = set[tuple[str, str, str | None]]


@dataclass(frozen=True)
class Soft:
    name: str
    change: Callable[[Kit], Found]
    with_target: bool = False


SOFT: list[Soft] = []


def soft(name: str, *, with_target: bool = False) -> Callable[[Callable[[Kit], Found]], Callable[[Kit], Found]]:
    def keep(change: Callable[[Kit], Found]) -> Callable[[Kit], Found]:
        SOFT.append(Soft(name, change, with_target))
        return change

    return keep


def benefit_of_two(kit: Kit, fen: int) -> None:
    """Project two's month, with every sum that hangs on it; 8 万元 stood before."""
    kit.set(MOVES, kit.two, BENEFIT, Fen(fen))
    kit.set(MOVES, kit.two, TOTAL, Fen(fen + 8 * WAN))
    kit.book.label("本月经济效益合计", Fen(fen + 14 * WAN + 1))


def _restated(kit: Kit, fen: int, reason: str | None, month: object = None) -> None:
    kit.set(MOVES, kit.two, "追溯调整(万元)", Fen(fen))
    kit.set(MOVES, kit.two, "调整原因", reason)
    kit.set(MOVES, kit.two, "追溯调整所属月份", Raw(month))
    kit.set(MOVES, kit.two, TOTAL, Fen(15 * WAN + fen))


@soft("a clean return")
def _(kit: Kit) -> Found:
    return set()


@soft("V12: a thousand times the book value, exactly")
def _(kit: Kit) -> Found:
    kit.set(LEDGER, kit.two, "账面价值(万元)", Fen(7_000))
    return {("V12", "核实", kit.two)}


@soft("V12: a whole number of a million", with_target=True)
def _(kit: Kit) -> Found:
    benefit_of_two(kit, 3_000_000 * WAN)
    return {("V12", "核实", kit.two), ("V21", "核实", None)}


@soft("V21: above half the year's target", with_target=True)
def _(kit: Kit) -> Found:
    half = TARGET[kit.unit] * WAN / 2
    benefit_of_two(kit, int(half) - 14 * WAN)
    kit.set(LEDGER, kit.two, "账面价值(万元)", None)
    kit.set(LEDGER, kit.two, "评估价值(万元)", None)
    return {("V21", "核实", None)}


@soft("V16: one certificate in two units (first)")
def _(kit: Kit) -> Found:
    kit.set(LEDGER, kit.two, "权属证号", "湘2024证共用1号")
    return {("V16", "核实", kit.two)}


@soft("V16: one certificate in two units (second)")
def _(kit: Kit) -> Found:
    kit.set(LEDGER, kit.two, "权属证号", "湘2024证共用1号")
    return {("V16", "核实", kit.two)}


@soft("V16: one name and holder in two units (first)")
def _(kit: Kit) -> Found:
    kit.set(LEDGER, kit.one, "项目名称", "同名项目")
    kit.set(LEDGER, kit.one, "资产持有人", "同一持有人")
    return {("V16", "核实", kit.one)}


@soft("V16: one name and holder in two units (second)")
def _(kit: Kit) -> Found:
    kit.set(LEDGER, kit.three, "项目名称", "同名项目")
    kit.set(LEDGER, kit.three, "资产持有人", "同一持有人")
    return {("V16", "核实", kit.three)}


@soft("V16: one name, another holder, is nothing")
def _(kit: Kit) -> Found:
    kit.set(LEDGER, kit.three, "项目名称", "同名项目")
    return set()


@soft("V18: money in a project that rests")
def _(kit: Kit) -> Found:
    kit.set(LEDGER, kit.two, "项目状态", Word("暂缓"))
    return {("V18", "核实", kit.two)}


@soft("V18: a status that went back")
def _(kit: Kit) -> Found:
    first, second = kit.january.standings
    kit.january.standings = (first, replace(second, status="已盘活"))
    kit.set(LEDGER, kit.two, "项目状态", Word("推进中"))
    return {("V18", "核实", kit.two)}


@soft("V19: new, with nothing to show")
def _(kit: Kit) -> Found:
    for column in ("本月实物数量", "实物单位", TREASURY, "其中：现金收入(万元)"):
        kit.set(MOVES, kit.three, column, None)
    kit.set(MOVES, kit.three, BENEFIT, Fen(0))
    kit.set(MOVES, kit.three, TOTAL, Fen(0))
    kit.book.label("本月经济效益合计", Fen(12 * WAN + 1))
    kit.book.label("本月入库收益合计", Fen(5 * WAN))
    return {("V19", "核实", kit.three)}


@soft("V19: new a second time")
def _(kit: Kit) -> Found:
    kit.set(MOVES, kit.one, "本月是否新盘活", Word("是"))
    return {("V19", "核实", kit.one)}


@soft("V20: more treasury than benefit")
def _(kit: Kit) -> Found:
    kit.set(MOVES, kit.two, TREASURY, Fen(15 * WAN + 1))
    kit.book.label("本月入库收益合计", Fen(28 * WAN + 1))
    return {("V20", "核实", kit.two)}


@soft("V20: as much treasury as benefit is nothing")
def _(kit: Kit) -> Found:
    kit.set(MOVES, kit.two, TREASURY, Fen(15 * WAN))
    kit.book.label("本月入库收益合计", Fen(28 * WAN))
    return set()


@soft("V23: sold without a valuation")
def _(kit: Kit) -> Found:
    kit.set(LEDGER, kit.three, "评估价值(万元)", None)
    return {("V23", "核实", kit.three)}


@soft("V23: sold without a platform")
def _(kit: Kit) -> Found:
    kit.set(LEDGER, kit.three, "交易平台及公告号", Raw("无"))
    return {("V23", "核实", kit.three)}


@soft("V24: land sold to a state company")
def _(kit: Kit) -> Found:
    kit.set(LEDGER, kit.one, "盘活方式", Word("售"))
    kit.set(LEDGER, kit.one, "具体方式", Word("出让"))
    kit.set(LEDGER, kit.one, "受让方性质", Word("县属国企"))
    return {("V24", "风险", kit.one)}


@soft("V24: land let to a state company is nothing")
def _(kit: Kit) -> Found:
    kit.set(LEDGER, kit.one, "受让方性质", Word("市属国企"))
    return set()


@soft("V25: a loan with a guarantee")
def _(kit: Kit) -> Found:
    kit.set(LEDGER, kit.two, "盘活方式", Word("融"))
    kit.set(LEDGER, kit.two, "具体方式", Word("抵押融资"))
    kit.set(LEDGER, kit.two, "是否涉及政府担保", Word("是"))
    return {("V25", "风险", kit.two)}


@soft("V25: a loan on a hospital")
def _(kit: Kit) -> Found:
    kit.set(LEDGER, kit.two, "盘活方式", Word("融"))
    kit.set(LEDGER, kit.two, "具体方式", Word("基金"))
    kit.set(LEDGER, kit.two, "项目基本情况", "以市中心医院门诊楼作抵押")
    return {("V25", "风险", kit.two)}


@soft("V27: a day late")
def _(kit: Kit) -> Found:
    kit.book.label("报送时间", datetime(2024, 2, 26, 0, 0, 1))
    return {("V27", "提示", None)}


@soft("V27: the last second of the 25th is in time")
def _(kit: Kit) -> Found:
    kit.book.label("报送时间", Raw("2024年2月25日 23:59:59"))
    return set()


@soft("V28: a telephone number in 社会效益")
def _(kit: Kit) -> Found:
    kit.set(MOVES, kit.two, "社会效益", "咨询电话13912345678，带动就业")
    return {("V28", "提示", kit.two)}


@soft("V28: an identity card in a case")
def _(kit: Kit) -> Found:
    case = Case(kit.two, "老旧用房变身")
    values = [Word(case.project), case.title, "与张某（身份证430401199001011234）签约", "年增收1万元"]
    kit.book.sheets.append(Sheet(CASES, list(CASE_COLUMNS), [dict(zip(CASE_COLUMNS, values, strict=True))]))
    return {("V28", "提示", kit.two)}


@soft("V30: a restatement without a reason")
def _(kit: Kit) -> Found:
    _restated(kit, 1, None)
    return {("V30", "核实", kit.two)}


@soft("V30: a large restatement")
def _(kit: Kit) -> Found:
    _restated(kit, -2 * WAN, "审计核减", "2024-01")
    return {("V30", "核实", kit.two)}


@soft("V30: a small restatement with a reason is nothing")
def _(kit: Kit) -> Found:
    _restated(kit, 1, "审计调整", datetime(2024, 1, 15))
    return set()


@soft("V07: an opening of a new project before the first board, in a second return")
def _(kit: Kit) -> Found:
    kit.set(MOVES, kit.three, BEFORE, Fen(5))
    kit.set(MOVES, kit.three, TOTAL, Fen(9 * WAN + 5))
    return {("V07", "核实", kit.three)}
