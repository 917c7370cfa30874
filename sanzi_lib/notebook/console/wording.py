"""What the console's buttons are called, and what it says of what they do."""

from __future__ import annotations

from sanzi_lib.run.ask.options import Verb

BUTTONS: dict[Verb, tuple[str, str, str]] = {
    "check": ("核验", "读取并核验当月月报，做报送核验报告和退回修改工作簿", "info"),
    "run": ("生成", "核验月报，再做上面勾选的报告", "primary"),
    "accept": ("认可", "写入 overrides.csv；金额从不改动，再核验后生效", "info"),
    "publish": ("定稿", "冻结当月的月报、方案、数字和报告，定稿后不能覆盖", "danger"),
}
"""Text, hint and colour of each button."""

WORKING = {
    "look": "正在读取报送情况",
    "check": "正在核验",
    "run": "正在生成报告",
    "accept": "正在认可",
    "publish": "正在定稿",
}
"""What is being done."""

ENDED = {
    ("check", True): "核验完成，没有需要催办的。",
    ("check", False): "核验完成。有需要催办的，见第二步的表和下面的报送核验报告。",
    ("run", True): "生成完成，可以在下面打开。",
    ("run", False): "已结束，但有没做成的，请看消息。",
    ("accept", True): "已认可，见消息。请重新核验，报告和退回修改才会更新。",
    ("accept", False): "有没认可的，请看消息。",
    ("publish", True): "已定稿。",
}
"""How a command ended, by whether everything was done."""

DEFECT = "控制台内部出错（{}）。请重新运行本单元格；仍不行的，请在终端运行按钮旁的命令。"
LOST = "在后台干活的程序意外退出，可能是内存不足。请关闭其他程序后再试；原有报告保持不变。"
