"""Which articles a person may read, and which fit a call."""

from typing import Any

from django.db.models import Q

from accounts.actors import Actor
from common.records import RecordQuerySet
from network.hotline.choices import ArticleStatus, Audience
from network.hotline.knowledge.models import Article

SUGGESTED = 5


def articles_for(actor: Actor) -> RecordQuerySet:
    """Return the articles: all versions for head office; a station reads what is published for stations and crews."""
    rows = Article.objects.all()
    if actor.is_station:
        ours = Q(audiences__contains=[Audience.STATION]) | Q(audiences__contains=[Audience.CREW])
        return rows.filter(ours, status=ArticleStatus.PUBLISHED)
    return rows if actor.is_office and actor.roles else rows.none()


def suggested(actor: Actor, audience: str, *, symptom: str = "", model: str = "", code: str = "") -> list[Article]:
    """Return the published articles that fit best: a fault code counts more than a model, a model more than a symptom.

    An article about other models than the vehicle's is left out.
    """
    fits = Q(pk__in=[])
    for field, value in (("symptoms", symptom), ("vehicle_models", model), ("fault_codes", code)):
        if value:
            fits |= Q(**{f"{field}__contains": [value]})
    rows = articles_for(actor).filter(fits, status=ArticleStatus.PUBLISHED, audiences__contains=[audience])[:200]
    good = [one for one in rows if not model or not one.vehicle_models or model in one.vehicle_models]
    return sorted(good, key=lambda one: (-_worth(one, symptom, model, code), one.number))[:SUGGESTED]


def _worth(one: Any, symptom: str, model: str, code: str) -> int:
    return 4 * (code in one.fault_codes) + 2 * (model in one.vehicle_models) + (symptom in one.symptoms)
