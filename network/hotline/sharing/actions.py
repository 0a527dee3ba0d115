"""Asking for a position, and taking in what the driver's phone answers."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from common.channels.actions import Letter, send_message
from common.channels.models import Message
from common.clock import database_now
from common.errors import Invalid, NotYours, WrongState
from common.history.record import record
from common.pages.addresses import public_address
from common.scope import for_office
from common.sealed import seal
from network.hotline.choices import CallerLanguage, SharedBy, SharingStatus
from network.hotline.locating import locate
from network.hotline.messages import POSITION, message_language
from network.hotline.models import Case
from network.hotline.places import to_wgs84
from network.hotline.policies import HotlineError, plain_phone
from network.hotline.selectors import cases_for, phone_index
from network.hotline.sharing.doubts import NO_DOUBT, take_in
from network.hotline.sharing.models import PositionRequest
from network.hotline.sharing.moving import DRIVER, tell_office

WORKS_FOR = timedelta(minutes=30)
MOST_ASKED = 5  # times an hour for one number: a driver is asked for help, not pestered
MOST_ANSWERS = 20  # of one link


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the driver's phone says: a position in WGS-84 with its accuracy, or words, or that it gives none (`refused`)."""

    lat: float | None = None
    lon: float | None = None
    accuracy_m: float | None = None
    words: str = ""
    on_map: bool = False
    refused: bool = False


@transaction.atomic
def ask_position(
    phone: str,
    *,
    acting_user: Actor,
    language: str = CallerLanguage.ZH,
    case: Case | None = None,
    form_key: UUID | None = None,
) -> PositionRequest:
    """Send a driver a link that shares the position. Raises Invalid for a number that can't be written to or was asked too often."""
    acting_user.require("hotline.answer")
    number = plain_phone(phone, field="contact_phone")
    if not number:
        raise Invalid(_("Type the caller's number first."), code=HotlineError.PHONE, field="contact_phone")
    moment = database_now()
    recent = PositionRequest.objects.filter(phone_index=phone_index(number), created_at__gt=moment - timedelta(hours=1))
    if recent.count() >= MOST_ASKED:
        raise Invalid(
            _("This number has been asked often enough within an hour. Ask for the place by voice."),
            code=HotlineError.ASKED_OFTEN,
            field="contact_phone",
        )
    token = secrets.token_urlsafe(16)
    request = PositionRequest.objects.create(
        case=case,
        form_key=form_key,
        token_digest=digest(token),
        phone_sealed=seal(number),
        phone_index=phone_index(number),
        language=language,
        asked_by=acting_user.id,
        expires_at=moment + WORKS_FOR,
    )
    _write_to(number, request, token, acting_user)
    record(request, "position.asked", acting_user, after={"language": language, "case": case.number if case else ""})
    return request


@transaction.atomic
def ask_position_of_case(case_id: UUID, *, acting_user: Actor) -> PositionRequest:
    """Ask the caller of a case. Raises WrongState when it is closed."""
    case: Case = cases_for(acting_user).get_or_404(case_id)
    if not case.is_live:
        raise WrongState
    return ask_position(case.contact_phone, language=case.language, case=case, acting_user=acting_user)


def adopt_requests(case: Case) -> None:
    """Give a case that has just opened the requests that were sent from its form, and their messages."""
    if case.client_key is not None:
        waiting = PositionRequest.objects.filter(form_key=case.client_key, case__isnull=True)
        Message.objects.filter(subject_id__in=list(waiting.values_list("pk", flat=True))).update(subject_id=case.pk)
        waiting.update(case=case)


def open_link(token: str) -> PositionRequest:
    """Return the request of a link that works, and note that it was opened. Raises NotYours for any other."""
    with for_office(), transaction.atomic():
        request = _locked(token)
        if request.status == SharingStatus.ASKED:
            request.move_to(SharingStatus.OPENED, opened_at=database_now())
            record(request, "position.link_opened", DRIVER, after={"status": request.status})
            tell_office(request)
        return request


def share_position(token: str, answer: Answer) -> PositionRequest:
    """Take in what the phone says, and move the open case there, or ask an agent first when that is far away. May be repeated.

    Raises NotYours for a link that does not work, Invalid for what is no position, WrongState for too many answers.
    """
    with for_office(), transaction.atomic():
        request = _locked(token)
        if request.answers >= MOST_ANSWERS:
            raise WrongState(_("This link has been used too often. Tell the hotline your place by voice."))
        if answer.refused:
            return _note_refusal(request)
        _note_position(request, answer)
        if request.case_id is not None:
            take_in(request)
        tell_office(request)
        return request


def digest(token: str) -> str:
    """Return what is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def _locked(token: str) -> PositionRequest:
    rows = PositionRequest.objects.select_for_update(no_key=True, of=("self",)).select_related("case")
    request = rows.filter(token_digest=digest(token), expires_at__gt=database_now()).first()
    if request is None:
        raise NotYours
    return request


def _note_refusal(request: PositionRequest) -> PositionRequest:
    request.change(answers=request.answers + 1)
    if SharingStatus.REFUSED in request.possible_moves():
        request.move_to(SharingStatus.REFUSED)
        record(request, "position.refused", DRIVER, after={"status": request.status})
    tell_office(request)
    return request


def _note_position(request: PositionRequest, answer: Answer) -> None:
    place, shared_by = _place_of(answer), _told_by(answer)
    values = {
        "lat": place[0] if place else None,
        "lon": place[1] if place else None,
        "accuracy_m": answer.accuracy_m if shared_by == SharedBy.GPS else None,
        "words": answer.words.strip()[:200],
        "shared_by": shared_by,
        "answered_at": database_now(),
        "answers": request.answers + 1,
        **NO_DOUBT,
    }
    if request.status == SharingStatus.ANSWERED:
        request.change(**values)
    else:
        request.move_to(SharingStatus.ANSWERED, **values)
    told = {"lat": request.lat, "lon": request.lon, "accuracy_m": request.accuracy_m, "words": request.words}
    record(request, "position.shared", DRIVER, after=told | {"shared_by": request.shared_by})


def _told_by(answer: Answer) -> SharedBy:
    if answer.lat is None:
        return SharedBy.WORDS
    return SharedBy.MAP if answer.on_map else SharedBy.GPS


def _place_of(answer: Answer) -> tuple[float, float] | None:
    """Return latitude and longitude; words are looked up like those that an agent types."""
    if answer.lat is not None and answer.lon is not None:
        place = to_wgs84(answer.lat, answer.lon, field="lat")
        return round(place.lat, 6), round(place.lon, 6)
    words = answer.words.strip()
    if not words:
        raise Invalid(_("Type where you are: road, kilometre, direction."), code=HotlineError.NO_PLACE, field="words")
    found = locate("", words[:200])
    return (found.place.lat, found.place.lon) if found and found.exact else None


def _write_to(number: str, request: PositionRequest, token: str, acting_user: Actor) -> None:
    letter = Letter(
        to=number,
        template=POSITION.code,
        language=message_language(request.language),
        key=f"position:{request.pk}",
        subject_id=request.case_id or request.pk,
        values={
            "link": public_address("hotline:share", token),
            "minutes": str(int(WORKS_FOR.total_seconds() // 60)),
        },
        within=WORKS_FOR,
    )
    send_message(letter, acting_user=acting_user)
