"""The queue of the first review: filtered, counted by age, taken one by one; clean claims are approved together."""

from typing import Any, ClassVar

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from billing.claims.actions import accept_suggestion, approve_clean, let_go, take_claim, take_next
from billing.claims.filters import QueueFilter
from billing.claims.models import Claim
from billing.claims.pages.tables import FirstQueueTable
from billing.claims.queue import age_counts, order_for, ordered
from billing.claims.selectors import first_queue
from common.errors import DomainError
from common.pages import Bulk, Button, ListPage, Page
from common.pages.parts import address
from common.records import RecordQuerySet

REVIEW = "claims.first_review"


def approve_all_clean(rows: QuerySet[Claim], actor: Actor) -> int:
    """Approve those about which nothing is wrong, one transaction each, asking the rules again; the others are left."""
    return sum(_did(approve_clean, claim, actor) for claim in rows)


def accept_all(rows: QuerySet[Claim], actor: Actor) -> int:
    """Decide each claim as the rules suggest, one transaction each; those that need a close look are left."""
    return sum(_did(accept_suggestion, claim, actor) for claim in rows)


def take_all(rows: QuerySet[Claim], actor: Actor) -> int:
    """Keep the claims for oneself; those that somebody else has are left."""
    return sum(_did(take_claim, claim, actor) for claim in rows)


def put_back_all(rows: QuerySet[Claim], actor: Actor) -> int:
    """Put one's claims back for the others."""
    return sum(let_go(claim.pk, acting_user=actor) for claim in rows)


def _did(act: Any, claim: Claim, actor: Actor) -> bool:
    try:
        act(claim.pk, acting_user=actor)
    except DomainError:
        return False
    return True


class FirstQueue(ListPage):
    """What waits for the first review: the riskiest first, and of those the oldest."""

    action = REVIEW
    title = _("First review")
    template_name = "claims/queue.html"
    table_class = FirstQueueTable
    filterset_class = QueueFilter
    bulk: ClassVar[list[Bulk]] = [
        Bulk(_("Approve the clean ones"), REVIEW, approve_all_clean),
        Bulk(_("Decide as the rules suggest"), REVIEW, accept_all),
        Bulk(_("Keep for me"), REVIEW, take_all),
        Bulk(_("Put back"), REVIEW, put_back_all),
    ]
    empty = _("Nothing is waiting for the first review.")

    def rows(self) -> QuerySet[Any]:
        """Return the queue through the gate."""
        return first_queue(self.actor)

    def page_buttons(self) -> list[Button]:
        """Return the way into the queue as it is filtered, and to what this person keeps."""
        query = self.query_without("page", "view", "format")
        following = f"{address('claims:next')}?{query}"
        mine = f"{address('claims:queue')}?holder=mine"
        return [
            Button(_("My claims"), mine, REVIEW, icon="user-check"),
            Button(_("Take the next"), following, REVIEW, post=True, primary=True, icon="player-play"),
        ]

    def context(self) -> dict[str, Any]:
        """Add how many wait by age, as far as the rest of the filter goes."""
        rest = QueueFilter(_without_age(self.request.GET), self.rows(), request=self.request).qs
        return {
            **super().context(),
            "ages": age_counts(rest),
            "age": self.request.GET.get("age", ""),
            "age_query": self.query_without("age", "page", "view", "format"),
        }


def _without_age(query: Any) -> Any:
    rest = query.copy()
    rest.pop("age", None)
    return rest


def filtered_queue(request: HttpRequest, actor: Actor) -> RecordQuerySet:
    """Return the queue as the address filters it; a filter that can't be understood filters nothing."""
    rows: RecordQuerySet = QueueFilter(request.GET, first_queue(actor), request=request).qs
    return rows


class TakeNext(Page):
    """Take the next free claim of the filtered queue."""

    action = REVIEW
    lit = "claims:queue"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Taking is a POST; who comes by a link sees the queue."""
        return redirect(f"{address('claims:queue')}?{request.GET.urlencode()}")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Take it and open it."""
        order = order_for(request.GET.get("sort", ""))
        claim = take_next(ordered(filtered_queue(request, self.actor), order), acting_user=self.actor)
        if claim is None:
            messages.info(request, now_("Nothing is free here: take a filter away, or come back later."))
            return self.get(request)
        return redirect(f"{address('claims:review', [claim.pk])}?{request.GET.urlencode()}")
