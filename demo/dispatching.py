"""The rules of dispatch and of calling: a version in force each, and a draft that waits for its second person."""

from datetime import timedelta

from accounts.roles import Role
from common.clock import now
from demo.people import office
from network.dispatch.actions import RULES, pause_automatic, resume_automatic
from network.hotline.telephony.rules import RULES as CALL_RULES
from tenants.registry.standing import at_head_office

IN_FORCE = {"warn_share": 0.8, "look_injured": True}
WINTER = {
    "parallel": 2,
    "dispatcher_regions": ["northeast", "northwest"],
    "automatic_from": 6,
    "automatic_to": 22,
    "automatic_max_m": 100_000.0,
    "look_carriageway": True,
    "depart_s": 40 * 60,
    "arrive_bands": [[30_000, 75 * 60], [80_000, 140 * 60], [150_000, 210 * 60]],
    "night_factor": 1.4,
    "widen_factor": 1.8,
    "ladder": [["widen", 180], ["neighbours", 240], ["regional", 300], ["lead", 420]],
}


def lay_down_rules() -> None:
    """Publish one version of each and draft the next; automatic mode was off once, for a drill."""
    dispatcher, lead = office(Role.DISPATCHER), office(Role.CUSTOMER_SERVICE_MANAGER)
    with at_head_office():
        first = RULES.draft(
            label="2026-1",
            valid_from=now(),
            values=IN_FORCE,
            summary="首版调度规则：示例时限，用去八成预警；有人受伤时先由调度员处理。",
            acting_user=dispatcher,
        )
        RULES.publish(first.pk, acting_user=lead)
        drill = pause_automatic(reason="冰雪应急演练：改由人工派单", acting_user=dispatcher)
        resume_automatic(drill.pk, reason="演练结束", acting_user=dispatcher)
        RULES.draft(
            label="冬季草案",
            valid_from=now() + timedelta(days=14),
            values=IN_FORCE | WINTER,
            summary="冰雪季节：放宽出发和到达时限，加快升级；东北、西北和夜间由调度员派单。",
            acting_user=dispatcher,
        )
        calling = CALL_RULES.draft(
            label="2026-1",
            valid_from=now(),
            values={},
            summary="首版来电规则：30 秒内应答，未接来电半小时内回拨。",
            acting_user=dispatcher,
        )
        CALL_RULES.publish(calling.pk, acting_user=lead)
        CALL_RULES.draft(
            label="节假日草案",
            valid_from=now() + timedelta(days=14),
            values={"answer_s": 20, "callback_s": 20 * 60, "retry_s": [600, 1_800, 7_200, 14_400]},
            summary="节假日：20 秒内应答，回拨提前到 20 分钟，多试一次。",
            acting_user=dispatcher,
        )
