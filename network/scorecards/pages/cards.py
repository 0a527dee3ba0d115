"""Stations' cards: list, record, the facts behind a figure, and computing one again."""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from common.clock import now
from common.errors import NotYours
from common.pages import ActPage, Button, Crumb, DetailPage, Fact, ListPage, Page, Section
from common.pages.tables import show_moment
from common.text import Text
from network.scorecards.actions import recalculate_card
from network.scorecards.choices import GROUP_OF, Source
from network.scorecards.computing import facts_of
from network.scorecards.facts.measures import value_of
from network.scorecards.facts.plain import added
from network.scorecards.models import ScoreCard
from network.scorecards.pages.showing import amounts, fact_url, lines_shown, list_url, value_text
from network.scorecards.pages.tables import CardFilter, CardTable, OwnCardTable
from network.scorecards.selectors import cards_for, editions_of

VIEW, COMPUTE, APPEAL = "scorecards.view", "scorecards.compute", "scorecards.appeal"
HOME = _("Scorecards")
MOST_SHOWN = 200


class CardList(ListPage):
    """Cards in sight."""

    action = VIEW
    title = HOME
    table_class = CardTable
    filterset_class = CardFilter
    empty = _("No card yet. Head office computes them each month; a station sees its own once they are published.")

    def rows(self) -> Any:
        """Return the cards."""
        return cards_for(self.actor)


class OwnCardList(CardList):
    """A station's own cards."""

    table_class = OwnCardTable


class CardDetail(DetailPage):
    """One card: points, grade, place, lines, editions."""

    action = VIEW
    list_name = "scorecards:cards"
    lit = "scorecards:cards"

    def record(self) -> Any:
        """Return the card."""
        return cards_for(self.actor).get_or_404(self.kwargs["pk"])

    def crumbs(self) -> Sequence[Crumb]:
        """Lead back to the list."""
        return [Crumb(HOME, reverse("scorecards:cards"))]

    def title_for(self, card: ScoreCard) -> Text:
        """Return month and station."""
        return f"{card.month:%Y-%m} · {card.station.name}"

    def subtitle_for(self, card: ScoreCard) -> Text:
        """Say when it is not the one that counts."""
        if not card.is_current:
            return _("An earlier edition: a later one counts.")
        return "" if card.is_published else _("Not published: the station does not see it yet.")

    def facts(self, card: ScoreCard) -> Sequence[Fact]:
        """Return the result and its place; a station reads its own place in its region only."""
        found = [
            Fact(_("points"), "–" if card.points is None else card.points),
            Fact(_("grade"), card.grade or "–", hint="" if card.grade else _("facts for too little of the weight")),
            Fact(_("rank in the region"), _place(card.region_rank, card.region_of)),
            Fact(_("mean of the region"), "–" if card.region_points is None else card.region_points),
        ]
        if self.actor.is_office:
            found.append(Fact(_("rank"), _place(card.rank, card.rank_of)))
        return [
            *found,
            Fact(_("weight with facts (%)"), card.covered),
            Fact(_("standard"), card.assessment.standard_name),
            Fact(_("appeal until"), show_moment(card.assessment.appeal_until)),
            *([Fact(_("why it was computed again"), card.reason, wide=True)] if card.reason else []),
        ]

    def sections(self, card: ScoreCard) -> Sequence[Section]:
        """Return the lines, each with the way to its facts, and the editions."""
        url = reverse("scorecards:facts", args=[card.pk, "SOURCE"])
        lines = lines_shown(card.lines, card.assessment.standard, url)
        editions = editions_of(card)
        found = [Section(_("Indicators"), "scorecards/lines.html", {"lines": lines}, count=len(lines))]
        if len(editions) > 1:
            found.append(
                Section(_("Editions"), "scorecards/editions.html", {"editions": editions}, count=len(editions))
            )
        return found

    def buttons(self, card: ScoreCard) -> Sequence[Button]:
        """Offer the appeal to the station in its time, and head office to compute it again while it counts."""
        trend = Button(_("Trend"), "scorecards:trend", VIEW, (card.pk,), icon="chart-line")
        until = card.assessment.appeal_until
        if card.is_current and self.actor.is_station and until and until > now():
            return [
                trend,
                Button(_("Appeal against a figure"), "scorecards:file", APPEAL, (card.pk,), icon="message-2"),
            ]
        if card.is_current and card.is_published and self.actor.is_office:
            return [trend, Button(_("Compute again"), "scorecards:recalculate", COMPUTE, (card.pk,), icon="refresh")]
        return [trend]


def _place(rank: int | None, among: int | None) -> str:
    return f"{rank} / {among}" if rank else "–"


class CardPage(Page):
    """What pages of one card share."""

    lit = "scorecards:cards"

    @cached_property
    def card(self) -> ScoreCard:
        """Return the card. Raises NotYours."""
        found: ScoreCard = cards_for(self.actor).get_or_404(self.kwargs["pk"])
        return found

    def crumbs(self) -> Sequence[Crumb]:
        """Lead back to the list and the card."""
        return [Crumb(HOME, reverse("scorecards:cards")), Crumb(str(self.card), self.card.get_absolute_url())]

    def subtitle(self) -> Text:
        """Return the station."""
        return str(self.card.station)


class CardFacts(CardPage):
    """The facts behind one figure, as the tables have them now; when they changed since, the page says so."""

    action = VIEW
    template_name = "scorecards/facts.html"

    @cached_property
    def line(self) -> dict[str, Any]:
        """Return the line of the card. Raises NotYours for an indicator that is not on it."""
        found = self.card.line(self.kwargs["source"])
        if found is None:
            raise NotYours
        return found

    def get_title(self) -> Text:
        """Return the indicator."""
        return Source(self.line["source"]).label

    def get(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        """Show them."""
        return self.render()

    def context(self) -> dict[str, Any]:
        """Return the line, the facts with their records, and whether they still add up to it."""
        source, card = self.line["source"], self.card
        facts = facts_of(source, [card.station_id], card.assessment.standard, card.month).get(card.station_id, [])
        sums = added(facts)
        return {
            "card": card,
            "line": lines_shown([self.line], card.assessment.standard)[0],
            "group": GROUP_OF[source].label,
            "value": value_text(source, self.line["value"]),
            "facts": [
                (one, fact_url(source, one, self.actor), *amounts(source, one.gained, one.possible))
                for one in facts[:MOST_SHOWN]
            ],
            "left": max(0, len(facts) - MOST_SHOWN),
            "appeal": self.line.get("appeal"),
            "by_facts": value_text(source, value_of(source, sums)),
            "has_changed": (round(sums.top, 4), round(sums.bottom, 4)) != (self.line["top"], self.line["bottom"]),
            "list_url": list_url(source, card.station, card.month, self.actor),
        }


class Recalculate(CardPage, ActPage):  # type: ignore[misc]
    """Compute a card again from the facts as they are now."""

    action = COMPUTE
    title = _("Compute the card again")
    explain = _("The new edition counts from now on; this one stays to be read.")
    submit_label = _("Compute again")
    reason = "required"

    def perform(self, reason: str) -> str:
        """Compute it."""
        return recalculate_card(self.card.pk, reason=reason, acting_user=self.actor).get_absolute_url()
