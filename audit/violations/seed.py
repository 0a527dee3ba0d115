"""Example clauses for a new installation. They are examples: each manufacturer writes its own."""

from typing import Any

EXAMPLES = (
    ("V-01", "示例 6.1", "虚报故障或虚构维修项目骗取三包费用", "Fictitious repair claimed", "grave", 500_000, 5_000_000, 10, 30),
    ("V-02", "示例 6.2", "更换旧件、以旧充新或旧件造假", "Old part swapped or faked", "grave", 300_000, 3_000_000, 10, 30),
    ("V-03", "示例 6.3", "虚报外出里程或外出费用", "Outbound distance overstated", "serious", 100_000, 1_000_000, 5, 15),
    ("V-04", "示例 6.4", "三包服务中向用户重复收费", "Customer charged for warranty work", "serious", 100_000, 1_000_000, 5, 15),
    ("V-05", "示例 6.5", "值班电话无人接听或拒绝救援", "Duty phone unanswered or rescue refused", "serious", 50_000, 500_000, 3, 10),
    ("V-06", "示例 6.6", "外购或外销配件", "Parts bought or sold outside the network", "serious", 100_000, 2_000_000, 5, 20),
    ("V-07", "示例 6.7", "泄露用户信息", "Customer data disclosed", "grave", 200_000, 2_000_000, 10, 30),
    ("V-08", "示例 6.8", "未按要求使用形象标识", "Corporate image not kept", "minor", 0, 100_000, 1, 5),
)  # fmt: skip


def seed_offences(model: Any, alias: str) -> None:
    """Write the examples, amounts in fen."""
    model.objects.using(alias).bulk_create(
        model(
            code=code, clause=clause, name_zh=zh, name_en=en, severity=severity, fine_from_minor=low, fine_to_minor=high,
            points_from=few, points_to=many,
        )
        for code, clause, zh, en, severity, low, high, few, many in EXAMPLES
    )  # fmt: skip
