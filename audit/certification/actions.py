"""Granting, renewing and revoking certificates; keeping the list of courses."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from accounts.models import User
from accounts.selectors import person_at
from audit.certification import locks
from audit.certification.choices import CertificateScope, CertificationError
from audit.certification.deadlines import unwatch, watch
from audit.certification.models import Certificate, Course
from audit.certification.selectors import courses_for
from common.clock import now, today
from common.errors import Invalid, NotAllowed, WrongState
from common.history.record import record
from common.numbering.next_number import next_number
from tenants.registry.choices import StationStatus
from tenants.registry.models import Station
from tenants.registry.selectors import stations_for

OPEN_STATIONS = (StationStatus.PREPARING, StationStatus.ACTIVE, StationStatus.SUSPENDED)
LONGEST_YEARS = 5


@transaction.atomic
def grant_certificate(
    *,
    station_id: UUID,
    user_id: UUID,
    scope: CertificateScope | str,
    valid_from: date,
    valid_until: date,
    course_id: UUID | None = None,
    acting_user: Actor,
) -> Certificate:
    """Certify a person of a station for `scope`, from one day until another (both included).

    Raises Invalid when the person does not work there, the days don't make sense, the course is for something else, or a
    certificate of that scope still covers those days; NotAllowed for a certificate to oneself.
    """
    acting_user.require("certification.manage")
    station = _open_station(acting_user, station_id)
    person = _person(station, user_id, acting_user)
    _check_days(valid_from, valid_until)
    course = _course(acting_user, course_id, scope)
    _refuse_overlap(station_id, user_id, scope, valid_from, valid_until)
    return _issue(station, person, scope, valid_from, valid_until, course, None, acting_user)


@transaction.atomic
def renew_certificate(
    certificate_id: UUID, *, valid_until: date, valid_from: date | None = None, acting_user: Actor
) -> Certificate:
    """Grant the next certificate of the same person and scope. It begins the day after the old one ends, or today if that
    has passed, unless `valid_from` says otherwise. Raises WrongState for one that was revoked or is renewed already."""
    acting_user.require("certification.manage")
    old = locks.lock_certificate(certificate_id)
    if old.revoked_at is not None:
        raise WrongState(_("It was revoked. Grant a new certificate after training."), code=CertificationError.REVOKED)
    if Certificate.objects.filter(renews=old).exists():
        raise WrongState(_("This certificate has been renewed already."), code=CertificationError.OVERLAPS)
    start = valid_from or max(old.valid_until + timedelta(days=1), today())
    station = _open_station(acting_user, old.station_id)
    person = _person(station, old.user_id, acting_user)
    _check_days(start, valid_until)
    _refuse_overlap(old.station_id, old.user_id, old.scope, start, valid_until)
    return _issue(station, person, old.scope, start, valid_until, old.course, old, acting_user)


@transaction.atomic
def revoke_certificate(certificate_id: UUID, *, reason: str, acting_user: Actor) -> Certificate:
    """Take a certificate back from today on, with a reason. Raises WrongState when it was revoked already."""
    acting_user.require("certification.manage")
    certificate = locks.lock_certificate(certificate_id)
    if certificate.revoked_at is not None:
        raise WrongState(_("It was revoked already."), code=CertificationError.REVOKED)
    if len(reason.strip()) < 2:
        raise Invalid(_("Say why, in a few words."), code=CertificationError.NO_REASON, field="reason")
    certificate.change(
        revoked_at=now(),
        revoked_by_id=acting_user.id,
        revoked_by_name=acting_user.name,
        revoked_reason=reason.strip(),
    )
    unwatch(certificate)
    after = {"revoked_at": certificate.revoked_at, "user_id": certificate.user_id, "scope": certificate.scope}
    record(certificate, "certificate.revoked", acting_user, after=after, reason=certificate.revoked_reason)
    return certificate


@transaction.atomic
def create_course(*, acting_user: Actor, **facts: Any) -> Course:
    """Add a course. Raises Invalid when its code is taken."""
    acting_user.require("certification.manage")
    if Course.objects.filter(code=facts["code"]).exists():
        raise Invalid(_("This code is taken."), code=CertificationError.TAKEN, field="code")
    course = Course(**facts)
    course.save(force_insert=True)
    record(course, "course.created", acting_user, after=facts)
    return course


@transaction.atomic
def change_course(course_id: UUID, *, acting_user: Actor, **facts: Any) -> Course:
    """Change a course; its code stays."""
    acting_user.require("certification.manage")
    course: Course = courses_for(acting_user).locked().get_or_404(course_id)
    before = {name: getattr(course, name) for name in facts}
    course.change(**facts)
    record(course, "course.changed", acting_user, before=before, after=facts)
    return course


def _open_station(acting_user: Actor, station_id: UUID) -> Station:
    station: Station = stations_for(acting_user).get_or_404(station_id)
    if station.status not in OPEN_STATIONS:
        raise Invalid(
            _("This station is withdrawn or closed."), code=CertificationError.NOT_AT_STATION, field="station"
        )
    return station


def _person(station: Station, user_id: UUID, acting_user: Actor) -> User:
    if user_id == acting_user.id:
        raise NotAllowed(_("You can't certify yourself."), code=CertificationError.OWN)
    person = person_at(station.pk, user_id)
    if person is None:
        raise Invalid(
            _("This person does not work at the station."), code=CertificationError.NOT_AT_STATION, field="person"
        )
    return person


def _check_days(valid_from: date, valid_until: date) -> None:
    if valid_until < max(valid_from, today()):
        raise Invalid(
            _("The last day lies before the first, or has passed."), code=CertificationError.DATES, field="valid_until"
        )
    if valid_until > valid_from.replace(year=valid_from.year + LONGEST_YEARS, day=min(valid_from.day, 28)):
        raise Invalid(
            _("A certificate is valid for five years at most."), code=CertificationError.DATES, field="valid_until"
        )


def _course(acting_user: Actor, course_id: UUID | None, scope: str) -> Course | None:
    if course_id is None:
        return None
    course: Course = courses_for(acting_user).get_or_404(course_id)
    if course.scope != scope:
        raise Invalid(_("This course leads to another scope."), code=CertificationError.COURSE, field="course")
    return course


def _refuse_overlap(station_id: UUID, user_id: UUID, scope: str, start: date, end: date) -> None:
    rows = Certificate.objects.filter(station_id=station_id, user_id=user_id, scope=scope, revoked_at__isnull=True)
    other = rows.filter(valid_from__lte=end, valid_until__gte=start).first()
    if other is not None:
        raise Invalid(
            _("Certificate %(number)s covers these days until %(day)s. Renew it, or choose later days.")
            % {"number": other.number, "day": other.valid_until},
            code=CertificationError.OVERLAPS,
            field="valid_from",
        )


def _issue(
    station: Station,
    person: User,
    scope: str,
    valid_from: date,
    valid_until: date,
    course: Course | None,
    renews: Certificate | None,
    acting_user: Actor,
) -> Certificate:
    certificate = Certificate(
        number=next_number("CRT"),
        station=station,
        user_id=person.pk,
        user_name=person.name,
        scope=scope,
        course=course,
        valid_from=valid_from,
        valid_until=valid_until,
        granted_by_id=acting_user.id,
        granted_by_name=acting_user.name,
        renews=renews,
    )
    certificate.save(force_insert=True)
    watch(certificate)
    verb = "certificate.renewed" if renews else "certificate.granted"
    after = {"user_id": person.pk, "scope": scope, "valid_from": valid_from, "valid_until": valid_until}
    record(certificate, verb, acting_user, after=after)
    return certificate
