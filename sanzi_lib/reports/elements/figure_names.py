"""What the keys of leaderboard.json are called, for analysts."""

from __future__ import annotations

from collections.abc import Mapping

FIGURE_NAMES: Mapping[str, str] = {
    "state": "报送情况",
    "days_late": "迟报天数",
    "projects": "项目总数",
    "quantities": "实物数量",
    "social_benefit": "社会效益",
    "cases": "典型案例",
    "benefit": "本月经济效益",
    "treasury": "本月入库收益",
    "available": "本月可用财力",
    "target": "预期盘活效益",
    "benefit_cumulative": "累计经济效益",
    "treasury_cumulative": "累计入库收益",
    "available_cumulative": "累计可用财力",
    "attainment": "完成率",
    "gap": "与序时进度之差",
    "rank": "位次",
}
"""By key, in the order of leaderboard.json."""
