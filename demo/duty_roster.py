"""This month's roster of the hotline: three shifts a day with five agents, handovers of the last days, a gap and a swap that waits."""

from datetime import timedelta

from django.contrib.auth.hashers import make_password

from accounts.actors import Actor, actor_at_office
from accounts.models import Membership, User
from accounts.roles import Role
from common.clock import now, today
from common.history.relay import deliver_pending
from demo.people import DOMAIN, PASSWORD, office
from demo.size import Size
from network.duty.actions import ask_swap, set_shift_kind
from network.duty.actions.roster import hours_of
from network.duty.deadlines import watch_handover, watch_shift
from network.duty.roster_models import Handover, HandoverSignature, Shift, ShiftKind
from network.duty.roster_selectors import open_items
from tenants.registry.models import Station
from tenants.registry.standing import at_head_office

KINDS = (
    ("early", "早班", "Early", "06:00", "14:00", 2),
    ("late", "晚班", "Late", "14:00", "22:00", 2),
    ("night", "夜班", "Night", "22:00", "06:00", 1),
)
COLLEAGUES = ("白露", "江雪", "程默", "苏晴")
NOTES = (
    "G15 段一起救援仍在途，预计 40 分钟到达；回访两起待下一班。",
    "夜间平稳，未结事项见附表；配件咨询一起已转技术支持。",
    "雨天来电较多，浙江方向救援队紧张，必要时请求邻区支援。",
)
DAYS_BEFORE, DAYS_AFTER = 28, 14


def plan_the_roster(stations: list[Station], size: Size) -> None:
    """Fill six weeks around today."""
    lead, team = office(Role.CUSTOMER_SERVICE_MANAGER), [office(Role.DISPATCHER), *_colleagues()]
    with at_head_office():
        for code, zh, en, start, end, needed in KINDS:
            values = {
                "name_zh": zh,
                "name_en": en,
                "start": start,
                "end": end,
                "needed": needed,
                "sign_within_minutes": 15,
            }
            set_shift_kind(code, acting_user=lead, **values)
        shifts = _shifts(list(ShiftKind.objects.all()), team)
        Shift.objects.bulk_create(shifts)
        _hand_over(shifts)
        _ask(shifts, team)
    deliver_pending()


def _colleagues() -> list[Actor]:
    hashed, found = make_password(PASSWORD), []
    for number, name in enumerate(COLLEAGUES, start=2):
        login = f"hotline{number}@{DOMAIN}"
        user = User.objects.create(email=login, name=f"呼叫调度中心 {name}", password=hashed, is_demo=True)
        Membership.objects.create(user=user, role=Role.DISPATCHER)
        found.append(actor_at_office(user))
    return found


def _shifts(kinds: list[ShiftKind], team: list[Actor]) -> list[Shift]:
    """Deal five agents over five places a day, moving on by one a day; the Sunday night two weeks ahead stays open."""
    found: list[Shift] = []
    for offset in range(-DAYS_BEFORE, DAYS_AFTER):
        day, place = today() + timedelta(days=offset), offset // 3
        for kind in kinds:
            for _agent in range(kind.needed):
                agent, place = team[place % len(team)], place + 1
                if kind.code == "night" and offset > 0 and day.weekday() == 6:
                    continue
                begins_at, ends_at = hours_of(kind.start, kind.end, day)
                found.append(
                    Shift(
                        kind=kind,
                        day=day,
                        begins_at=begins_at,
                        ends_at=ends_at,
                        agent_id=agent.id,
                        agent_name=agent.name,
                    )
                )
    return found


def _hand_over(shifts: list[Shift]) -> None:
    """Past shifts were handed over and signed for; the last one to end waits for a signature."""
    past = sorted((one for one in shifts if one.ends_at < now()), key=lambda one: one.ends_at)
    items = open_items()
    for place, shift in enumerate(past[-24:]):
        is_last = place == len(past[-24:]) - 1
        note = Handover(
            shift=shift, note=NOTES[place % len(NOTES)], open_items=items[:4] if not is_last else items[:12],
            written_by_id=shift.agent_id, written_by_name=shift.agent_name,
        )  # fmt: skip
        note.save(force_insert=True)
        following = next(
            (one for one in shifts if one.begins_at >= shift.ends_at and one.agent_id != shift.agent_id), None
        )
        if is_last or following is None:
            watch_handover(note)
            continue
        HandoverSignature(
            handover=note,
            written_by_id=shift.agent_id,
            signed_by_id=following.agent_id,
            signed_by_name=following.agent_name,
        ).save(force_insert=True)
    for shift in shifts:
        if shift.ends_at > now():
            watch_shift(shift)


def _ask(shifts: list[Shift], team: list[Actor]) -> None:
    """A colleague asks the persona to take a night."""
    to_come = [one for one in shifts if one.begins_at > now() + timedelta(days=1)]
    asking = team[1]
    shift = next(one for one in to_come if one.agent_id == asking.id)
    ask_swap(shift.pk, team[0].id, reason="家中有事，请代班，改日还班。", acting_user=asking)
