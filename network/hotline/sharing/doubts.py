"""Positions that a driver shares far from where the case stands, or from abroad: kept, asked about, and moving nothing until taken."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from common.clock import database_now
from common.errors import WrongState
from common.history.record import record
from network.hotline.choices import Doubt, Verdict
from network.hotline.locks import lock_case_of_position
from network.hotline.policies import HotlineError
from network.hotline.sharing.models import PositionRequest
from network.hotline.sharing.moving import DRIVER, move_case, tell_office
from network.hotline.sharing.selectors import requests_for
from network.hotline.sharing.words import words_of
from network.hotline.telephony.policies import policy_on
from network.planning.abroad import is_abroad
from network.planning.sphere import Position, great_circle_m

NO_DOUBT: Mapping[str, Any] = {"doubt": "", "away_m": None, "verdict": "", "decided_by_name": ""}


def doubt_about(told: Position, place: Position | None) -> tuple[str, int | None]:
    """Return why a position is asked about ("" when it is not), and its distance in metres from where the case has been put."""
    away = round(great_circle_m(*told, *place)) if place else None
    if is_abroad(*told) and not (place and is_abroad(*place)):
        return Doubt.ABROAD, away
    if away is not None and away > policy_on(database_now()).far_m:
        return Doubt.FAR, away
    return "", None


def take_in(request: PositionRequest) -> None:
    """Move the case to what the driver has just said, or ask an agent first. The caller has put away what was asked of an earlier answer."""
    case = lock_case_of_position(request)
    if request.lat is None or request.lon is None or not case.is_live:
        return
    place = (case.lat, case.lon) if case.lat is not None and case.lon is not None else None
    doubt, away_m = doubt_about((request.lat, request.lon), place)
    if not doubt:
        move_case(case, request, acting_user=DRIVER)
        return
    request.change(doubt=doubt, away_m=away_m, verdict=Verdict.OPEN)
    record(request, "position.doubted", DRIVER, after={"doubt": doubt, "away_m": away_m})


def question_about(request: PositionRequest, place: Position | None) -> str:
    """Return what an agent's form asks before it takes a position over; empty when it is taken without a question."""
    if request.lat is None or request.lon is None:
        return ""
    doubt, away_m = doubt_about((request.lat, request.lon), place)
    return words_of(doubt, away_m) if doubt else ""


@transaction.atomic
def decide_position(
    request_id: UUID, verdict: Verdict, *, acting_user: Actor, answers: int | None = None
) -> PositionRequest:
    """Take a position in doubt, which moves the case there, or leave the case where it is. Of two agents one wins, the other reads who.

    `answers` is how many answers of the driver the agent has seen. Raises WrongState when another came meanwhile, or nothing is open.
    """
    acting_user.require("hotline.answer")
    request: PositionRequest = requests_for(acting_user).locked().get_or_404(request_id)
    if not request.is_open:
        raise WrongState(_decided(request), code=HotlineError.DECIDED)
    if answers is not None and answers != request.answers:
        sentence = _("The driver has shared another place meanwhile. Look at it, then decide.")
        raise WrongState(sentence, code=HotlineError.SHARED_ANEW)
    case = lock_case_of_position(request)
    if not case.is_live:
        raise WrongState
    request.change(verdict=verdict, decided_by_name=acting_user.name)
    told = {"verdict": request.verdict, "lat": request.lat, "lon": request.lon, "away_m": request.away_m}
    record(request, "position.decided", acting_user, after=told)
    if verdict == Verdict.TAKEN:
        move_case(case, request, acting_user=acting_user)
    tell_office(request)
    return request


def _decided(request: PositionRequest) -> str:
    if not request.decided_by_name:
        return str(_("There is no position of the driver to decide about any more."))
    return str(_("%(name)s has decided already: %(verdict)s.")) % {
        "name": request.decided_by_name,
        "verdict": request.get_verdict_display(),
    }
