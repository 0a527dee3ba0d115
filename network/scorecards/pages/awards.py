"""Rounds of awards: list, record, rules, ranking, exclusion, announcement, objection, publication, certificate."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.clock import now
from common.files.answers import bytes_answer
from common.pages import PUBLIC, ActPage, Button, Crumb, DetailPage, Fact, FormPage, ListPage, Page, Section
from common.pages.tables import show_moment
from common.text import Text
from network.scorecards.actions import (
    announce_round,
    decide_objection,
    exclude_station,
    object_to_award,
    open_round,
    publish_round,
    rank_round,
    withdraw_award,
)
from network.scorecards.award_selectors import (
    award_by_token,
    entries_for,
    entries_of,
    fallen_out,
    objections_for,
    objections_of,
    rounds_for,
)
from network.scorecards.choices import Exclusion, RoundStatus
from network.scorecards.models import AwardEntry, AwardRound
from network.scorecards.pages.appeals import YES, long_text
from network.scorecards.pages.months import MonthField
from network.scorecards.pages.tables import RoundFilter, RoundTable
from network.scorecards.paper import award_pdf
from tenants.registry.choices import Region

VIEW, MANAGE, DECIDE, OBJECT = "awards.view", "awards.manage", "awards.decide", "awards.object"
HOME = _("Awards")
RULE_FACTS = ("least_points", "least_months", "most_violation_points", "places", "places_per_region", "objection_days")


class RoundForm(forms.ModelForm):
    """The rules of a round."""

    first_month = MonthField(label=_("from month"))
    last_month = MonthField(label=_("until month"))

    class Meta:
        model = AwardRound
        fields = ("name_zh", "name_en", *RULE_FACTS, "excludes_grave")

    field_order = ("name_zh", "name_en", "first_month", "last_month")


class ObjectionForm(forms.Form):
    """Against whom, and why."""

    against = forms.ChoiceField(label=_("station"))
    text = long_text(pgettext_lazy("award", "objection"))

    def __init__(self, *args: Any, listed: Sequence[tuple[str, str]] = (), **extra: Any) -> None:
        super().__init__(*args, **extra)
        self.fields["against"].choices = listed  # type: ignore[attr-defined]


class ObjectionDecisionForm(forms.Form):
    """The decision."""

    is_granted = forms.TypedChoiceField(
        label=_("Decision"),
        choices=[("no", _("The name stays")), (YES, _("The name leaves the list, the next one moves up"))],
        coerce=lambda text: text == YES,
        empty_value=None,
        widget=forms.RadioSelect,
    )
    decision = long_text(_("Reason"))


class RoundList(ListPage):
    """Rounds in sight."""

    action = VIEW
    title = HOME
    table_class = RoundTable
    filterset_class = RoundFilter
    empty = _(
        "No round yet. Head office sets the rules and ranks the stations; all read the list once it is announced."
    )
    create: ClassVar[Button | None] = Button(
        _("Begin a round"), "scorecards:open_round", action=MANAGE, primary=True, icon="plus"
    )

    def rows(self) -> Any:
        """Return the rounds."""
        return rounds_for(self.actor)


class StationRoundList(RoundList):
    """The same at a station, which begins none."""

    create = None


class RoundPage(Page):
    """What pages of one round share."""

    lit = "scorecards:rounds"

    @cached_property
    def round(self) -> AwardRound:
        """Return the round. Raises NotYours."""
        found: AwardRound = rounds_for(self.actor).get_or_404(self.kwargs["pk"])
        return found

    def crumbs(self) -> Sequence[Crumb]:
        """Lead back to the list and the round."""
        return [Crumb(HOME, reverse("scorecards:rounds")), Crumb(self.round.name, self.round.get_absolute_url())]


class RoundDetail(DetailPage):
    """One round: rules, the list, at head office the whole ranking and the objections."""

    action = VIEW
    list_name = "scorecards:rounds"
    lit = "scorecards:rounds"

    def record(self) -> Any:
        """Return the round."""
        return rounds_for(self.actor).get_or_404(self.kwargs["pk"])

    def crumbs(self) -> Sequence[Crumb]:
        """Lead back to the list."""
        return [Crumb(HOME, reverse("scorecards:rounds"))]

    def subtitle_for(self, found: AwardRound) -> Text:
        """Return number and months."""
        return f"{found.number} · {found.first_month:%Y-%m} – {found.last_month:%Y-%m}"

    def facts(self, found: AwardRound) -> Sequence[Fact]:
        """Return the rules and how far it is."""
        rules = [Fact(found._meta.get_field(name).verbose_name, getattr(found, name)) for name in RULE_FACTS]  # type: ignore[union-attr]
        grave = _("yes") if found.excludes_grave else _("no")
        return [
            *rules,
            Fact(_("a grave violation excludes"), grave),
            Fact(_("objections until"), show_moment(found.object_until)),
            Fact(_("made by"), found.made_by_name),
            Fact(_("published by"), f"{found.published_by_name} {show_moment(found.published_at)}"),
        ]

    def sections(self, found: AwardRound) -> Sequence[Section]:
        """Return the announced list, the ranking in sight, the objections in sight."""
        listed = [row | {"office": Region(row["region"]).label} for row in found.shown_rows()]
        entries, objections = entries_of(found, self.actor), objections_of(found, self.actor)
        may_exclude = found.status == RoundStatus.RANKED and self.actor.may(MANAGE)
        sections = [Section(_("The list"), "scorecards/awarded.html", {"listed": listed}, count=len(listed))]
        if entries:
            may_withdraw = self.actor.may(DECIDE) and found.made_by_id != self.actor.id
            told = {"entries": entries, "may_exclude": may_exclude, "may_withdraw": may_withdraw}
            sections.append(Section(_("Ranking"), "scorecards/ranking.html", told, count=len(entries)))
        if objections:
            may_decide = self.actor.may(DECIDE) and found.made_by_id != self.actor.id
            told = {"objections": objections, "may_decide": may_decide}
            sections.append(Section(_("Objections"), "scorecards/objections.html", told, count=len(objections)))
        return sections

    def buttons(self, found: AwardRound) -> Sequence[Button]:
        """Offer the next step to whose turn it is."""
        key, moves, runs = (found.pk,), found.possible_moves(), bool(found.object_until and found.object_until > now())
        if self.actor.is_station:
            offered = [Button(_("Object"), "scorecards:object", OBJECT, key, icon="message-2")]
            return offered if found.status == RoundStatus.ANNOUNCED and runs else []
        steps: list[Button] = []
        if RoundStatus.RANKED in moves:
            steps.append(Button(_("Rank"), "scorecards:rank", MANAGE, key, primary=not steps, icon="list-check"))
        if RoundStatus.ANNOUNCED in moves:
            steps.append(Button(_("Announce the list"), "scorecards:announce", MANAGE, key, primary=True, icon="bell"))
        if RoundStatus.PUBLISHED in moves and not runs and found.made_by_id != self.actor.id:
            steps.append(Button(_("Publish the awards"), "scorecards:award", DECIDE, key, primary=True, icon="award"))
        return steps


class OpenRound(FormPage):
    """Set the rules of a round."""

    action = MANAGE
    title = _("Begin a round")
    form_class = RoundForm
    submit_label = _("Begin")
    success = _("The rules are set. Rank the stations next.")
    lit = "scorecards:rounds"

    def crumbs(self) -> Sequence[Crumb]:
        """Lead back to the list."""
        return [Crumb(HOME, reverse("scorecards:rounds"))]

    def perform(self, form: Any) -> str:
        """Begin it."""
        return open_round(acting_user=self.actor, **form.cleaned_data).get_absolute_url()


class RoundAct(RoundPage, ActPage):  # type: ignore[misc]
    """A step of a round."""


class Rank(RoundAct):
    """Rank the stations."""

    action = MANAGE
    title = _("Rank the stations")
    explain = _("By the mean of their published cards in the months of the round, after the exclusions of its rules.")
    submit_label = _("Rank")
    success = _("Ranked.")

    def perform(self, reason: str) -> str:
        """Rank."""
        return rank_round(self.round.pk, acting_user=self.actor).get_absolute_url()


class Announce(RoundAct):
    """Show the list to all stations."""

    action = MANAGE
    title = _("Announce the list")
    explain = _("All stations read the list, and may object in the days of the round.")
    submit_label = _("Announce")
    success = _("Announced.")

    def perform(self, reason: str) -> str:
        """Announce."""
        return announce_round(self.round.pk, acting_user=self.actor).get_absolute_url()


class Award(RoundAct):
    """Publish the awards."""

    action = DECIDE
    title = _("Publish the awards")
    submit_label = _("Publish")
    success = _("Awarded.")

    @property
    def explain(self) -> Text:  # type: ignore[override]
        """Say what follows, and which names a rule of the round leaves out by now."""
        follows = now_("The winners get their certificates. The list does not change any more.")
        fallen = [f"{one.station} ({Exclusion(rule).label})" for one, rule in fallen_out(self.round)]
        if not fallen:
            return follows
        left_out = now_("Left out by the rules of the round since the announcement, the next ones move up: %(names)s.")
        return f"{left_out % {'names': '; '.join(fallen)}} {follows}"

    def perform(self, reason: str) -> str:
        """Publish."""
        return publish_round(self.round.pk, acting_user=self.actor).get_absolute_url()


class EntryPage(Page):
    """What pages of one entry share."""

    lit = "scorecards:rounds"

    @cached_property
    def entry(self) -> AwardEntry:
        """Return the entry. Raises NotYours."""
        found: AwardEntry = entries_for(self.actor).get_or_404(self.kwargs["pk"])
        return found

    def crumbs(self) -> Sequence[Crumb]:
        """Lead back to the round."""
        found = self.entry.round
        return [Crumb(HOME, reverse("scorecards:rounds")), Crumb(found.name, found.get_absolute_url())]

    def subtitle(self) -> Text:
        """Return the station."""
        return str(self.entry.station)


class Exclude(EntryPage, ActPage):  # type: ignore[misc]
    """Take a station out."""

    action = MANAGE
    title = _("Exclude the station")
    reason = "required"
    submit_label = _("Exclude")
    danger = True

    def perform(self, reason: str) -> str:
        """Exclude it."""
        return exclude_station(self.entry.pk, reason=reason, acting_user=self.actor).get_absolute_url()


class WithdrawAward(EntryPage, ActPage):  # type: ignore[misc]
    """Take an award back."""

    action = DECIDE
    title = _("Withdraw the award")
    explain = _(
        "The station's name leaves the list, and whoever scans its certificate reads that it is void. Nobody moves up."
    )
    reason = "required"
    submit_label = pgettext_lazy("award", "Withdraw")
    success = _("The award is withdrawn.")
    danger = True

    def perform(self, reason: str) -> str:
        """Withdraw it."""
        return withdraw_award(self.entry.pk, reason=reason, acting_user=self.actor).get_absolute_url()


class CertificatePdf(EntryPage):
    """A winner's certificate."""

    action = VIEW

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Answer with the PDF; there is none without an award."""
        entry = entries_for(self.actor).exclude(certificate="").get_or_404(self.kwargs["pk"])
        return bytes_answer(award_pdf(entry), f"{entry.certificate}.pdf", "application/pdf")


class ObjectToAward(RoundPage, FormPage):
    """A station objects."""

    action = OBJECT
    title = _("Object to a name on the list")
    form_class = ObjectionForm
    submit_label = _("Send to head office")
    success = _("The objection is sent. Only head office reads who objected.")
    narrow = True

    def form_arguments(self) -> dict[str, Any]:
        """Offer the names on the list."""
        return {"listed": [(row["code"], f"{row['code']} {row['name']}") for row in self.round.shown_rows()]}

    def perform(self, form: Any) -> str:
        """Send it."""
        object_to_award(self.round.pk, acting_user=self.actor, **form.cleaned_data)
        return self.round.get_absolute_url()


class DecideObjection(FormPage):
    """Somebody else than who made the round decides."""

    action = DECIDE
    title = _("Decide the objection")
    form_class = ObjectionDecisionForm
    submit_label = _("Save the decision")
    success = _("The objection is decided.")
    narrow = True
    lit = "scorecards:rounds"

    @cached_property
    def objection(self) -> Any:
        """Return the objection. Raises NotYours."""
        return objections_for(self.actor).get_or_404(self.kwargs["pk"])

    def crumbs(self) -> Sequence[Crumb]:
        """Lead back to the round."""
        found = self.objection.round
        return [Crumb(HOME, reverse("scorecards:rounds")), Crumb(found.name, found.get_absolute_url())]

    def subtitle(self) -> Text:
        """Return whom it is about, and what it says."""
        return f"{self.objection.against}: {self.objection.text}"

    def perform(self, form: Any) -> str:
        """Decide."""
        return decide_objection(self.objection.pk, acting_user=self.actor, **form.cleaned_data).get_absolute_url()


class VerifyAward(Page):
    """For anybody who holds the paper: was this award given?"""

    action = PUBLIC
    title = _("Verify an award")
    template_name = "scorecards/verify.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the answer; a code that is not ours is 404 with the same page."""
        entry = award_by_token(self.kwargs["token"])
        return self.render(entry=entry, status=200 if entry else 404)
