"""Doing a round, and signing for the duties of a post."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from common.clock import today
from common.errors import Invalid
from common.history.record import record
from tenants.site.checklists import DUTIES, Duty
from tenants.site.choices import DutyKind, SiteError
from tenants.site.models import DutyRecord, DutySignature
from tenants.site.selectors import own_posts, signatures_for


@transaction.atomic
def do_duty(
    *,
    kind: DutyKind | str,
    answers: Mapping[str, Mapping[str, Any]],
    acting_user: Actor,
    day: date | None = None,
    remarks: str = "",
) -> DutyRecord:
    """Keep a round: `answers` says for each item of the checklist whether it is in order, with a note where it is not.

    Raises Invalid when an item is left out, a fault has no note, the day lies ahead, or the day's check was done already.
    """
    acting_user.require("site.inspect")
    duty = DUTIES[kind]
    when = day or today()
    if when > today():
        raise Invalid(_("This day has not come yet."), code=SiteError.IN_THE_FUTURE, field="day")
    kept = _checked(duty, answers)
    faults = sum(not answer["ok"] for answer in kept.values())
    try:
        with transaction.atomic():
            row = DutyRecord.objects.create(
                station_id=acting_user.station.pk,
                kind=duty.kind,
                day=when,
                answers=kept,
                finding_count=faults,
                remarks=remarks.strip(),
                done_by=acting_user.id,
                doer_name=acting_user.name,
            )
    except IntegrityError as error:
        raise Invalid(_("This was done for that day already."), code=SiteError.DONE_ALREADY, field="day") from error
    record(row, "duty.done", acting_user, after={"kind": duty.kind, "day": when, "finding_count": faults})
    return row


@transaction.atomic
def sign_for_duties(*, post: str, acting_user: Actor) -> DutySignature:
    """Say that one has read the duties of a post that one holds. Signing again changes nothing. Raises Invalid for another's post."""
    acting_user.require("site.view")
    if post not in {one.code for one in own_posts(acting_user)}:
        raise Invalid(_("You don't hold this post."), code=SiteError.NOT_YOUR_POST, field="post")
    found: DutySignature | None = signatures_for(acting_user).filter(post=post, user_id=acting_user.id).first()
    if found is not None:
        return found
    row = DutySignature.objects.create(
        station_id=acting_user.station.pk, post=post, user_id=acting_user.id, user_name=acting_user.name
    )
    record(row, "duty.signed_for", acting_user, after={"post": post})
    return row


def _checked(duty: Duty, answers: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    kept = {code: _answer(code, answers.get(code)) for code in duty.items}
    for code, answer in kept.items():
        if not answer["ok"] and not answer["note"]:
            raise Invalid(_("Say what is wrong."), code=SiteError.NO_NOTE, field=f"{code}_note")
    return kept


def _answer(code: str, given: Mapping[str, Any] | None) -> dict[str, Any]:
    if given is None or given.get("ok") is None:
        raise Invalid(_("Answer every item."), code=SiteError.UNANSWERED, field=code)
    return {"ok": bool(given["ok"]), "note": str(given.get("note") or "").strip()[:300]}
