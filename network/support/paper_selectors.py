"""Which papers a person may see, and which wait for them."""

from django.db.models import Q

from accounts.actors import Actor
from accounts.role_table import ROLE_TABLE
from accounts.roles import Role
from common.records import RecordQuerySet
from network.support.choices import PaperStatus
from network.support.paper_models import StationPaper

VIEW, WRITE, REVIEW, ANSWER = "papers.view", "papers.write", "papers.review", "papers.answer"
SECTIONS = [role for role in Role if role in ROLE_TABLE[ANSWER]]
OVERSIGHT = frozenset({Role.SERVICE_MANAGEMENT, Role.CUSTOMER_SERVICE_MANAGER, Role.ADMINISTRATOR})
AT_SECTION = (PaperStatus.PASSED, PaperStatus.ANSWERED)


def papers_for(actor: Actor) -> RecordQuerySet:
    """Return the papers: a station's own; a region's for its office; for a section those that were passed to it.

    Service management, the customer-service manager and administrators see whatever was passed.
    """
    rows: RecordQuerySet = StationPaper.objects.select_related("station")
    if not actor.may(VIEW):
        return rows.none()
    if actor.station_id is not None:
        return rows.filter(station_id=actor.station_id)
    if not actor.is_office:
        return rows.none()
    seen = Q(status__in=AT_SECTION, section__in=list(actor.roles))
    if actor.has(Role.REGIONAL_OFFICE):
        seen |= Q(station__region=actor.region)
    if actor.roles & OVERSIGHT:
        seen |= Q(status__in=AT_SECTION)
    return rows.filter(seen)


def to_review(actor: Actor) -> RecordQuerySet:
    """Return the papers that the regional office has to pass or to send back."""
    rows: RecordQuerySet = papers_for(actor).filter(status=PaperStatus.REVIEW, station__region=actor.region)
    return rows.order_by("due_at")


def to_answer(actor: Actor) -> RecordQuerySet:
    """Return the papers that this person's section has to answer."""
    rows: RecordQuerySet = papers_for(actor).filter(status=PaperStatus.PASSED, section__in=list(actor.roles))
    return rows.order_by("due_at")


def returned(actor: Actor) -> RecordQuerySet:
    """Return the station's papers that came back."""
    rows: RecordQuerySet = papers_for(actor).filter(status=PaperStatus.RETURNED)
    return rows


def may_answer(actor: Actor, paper: StationPaper) -> bool:
    """Tell whether the paper is for this person's section."""
    return actor.may(ANSWER) and actor.has(Role(paper.section))
