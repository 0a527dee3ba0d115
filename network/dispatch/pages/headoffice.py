"""Head office's pages of dispatch: the board, rescues with the reasons of each decision, crews, the driver's link."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from common.clock import now
from common.live import live_address
from common.pages import (
    PUBLIC,
    ActPage,
    BooleanColumn,
    Button,
    Column,
    Crumb,
    DetailPage,
    Fact,
    ListPage,
    MomentColumn,
    NumberColumn,
    Page,
    RecordTable,
    Section,
)
from common.pages.further import further_steps
from common.text import Text
from network.dispatch.actions import escalate_rescue, offer_best
from network.dispatch.actions.escalating import next_level
from network.dispatch.board import board_data, points
from network.dispatch.choices import SEARCHING, UNDER_WAY, RescueStatus
from network.dispatch.decisions import shortfall_sentence
from network.dispatch.filters import CrewFilter, RescueFilter
from network.dispatch.links import driver_link, view_of
from network.dispatch.models import Crew, Rescue
from network.dispatch.pages.recommending import KEYS, recommended_section
from network.dispatch.pages.shared import (
    RescueTable,
    case_facts,
    decision_lines,
    escalation_section,
    legs,
    map_section,
    parts_section,
    photos_section,
    shortfall_lines,
    signature_section,
    slip_buttons,
)
from network.dispatch.pages.switching import held_section, switch_button
from network.dispatch.pages.track_map import shows_track, track_section
from network.dispatch.policies import pause_on, policy_on
from network.dispatch.selectors import crews_for, decisions_for, escalations_for, rescues_for
from network.hotline.on_duty import on_duty
from network.hotline.pages.sharing import speak


class Board(Page):
    """All open rescues and crews, live."""

    action = "dispatch.view"
    title = _("Live board")
    template_name = "dispatch/board.html"

    def page_buttons(self) -> Sequence[Button]:
        """Lead to the form of the hotline."""
        plan = Button(_("Plan for all that wait"), "dispatch:batch", action="dispatch.offer", icon="route")
        return [
            switch_button(pause_on(now())),
            plan,
            Button(_("Take a call"), "hotline:take", action="hotline.answer", primary=True, icon="phone-plus"),
        ]

    def context(self) -> dict[str, Any]:
        """Return the board as it stands, who is on duty, and where news comes from."""
        data = board_data(self.actor)
        told = {"board": data, "points": points(data), "live": live_address(self.actor)}
        return told | {"on_duty": on_duty.collect(self.actor)}


class BoardData(Page):
    """The board as data, for the page to draw again."""

    action = "dispatch.view"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Answer lines and marks."""
        data = board_data(self.actor)
        return JsonResponse(data | {"points": points(data)})


class RescueList(ListPage):
    """All rescues."""

    action = "dispatch.view"
    title = _("Rescues")
    table_class = RescueTable
    filterset_class = RescueFilter
    empty = _("No rescue yet. A rescue case of the hotline begins one.")

    def rows(self) -> Any:
        """Return the rescues in sight."""
        return rescues_for(self.actor)


class RescueDetail(DetailPage):
    """One rescue: where it stands, who was asked and why."""

    action = "dispatch.view"
    list_name = "dispatch:rescues"
    lit = "dispatch:rescues"
    template_name = "dispatch/rescue.html"
    keys = KEYS

    def record(self) -> Rescue:
        """Return the rescue through the gate."""
        found: Rescue = rescues_for(self.actor).get_or_404(self.kwargs["pk"])
        return found

    def title_for(self, rescue: Rescue) -> Text:
        """Return the number."""
        return rescue.number

    def subtitle_for(self, rescue: Rescue) -> Text:
        """Return who serves it."""
        return f"{rescue.station} · {rescue.crew}" if rescue.crew else ""

    def crumbs(self) -> Sequence[Crumb]:
        """Lead back to board and list."""
        return [Crumb(_("Live board"), reverse("dispatch:board")), Crumb(_("Rescues"), reverse("dispatch:rescues"))]

    def facts(self, rescue: Rescue) -> Sequence[Fact]:
        """Return case and legs."""
        return [*case_facts(rescue), *legs(rescue)]

    def buttons(self, rescue: Rescue) -> Sequence[Button]:
        """Return what may be done now."""
        found = [Button(_("Case"), "hotline:case", args=(rescue.case_id,), action="hotline.view", icon="headset")]
        if rescue.status in (RescueStatus.WAITING, RescueStatus.UNSERVED):
            found.append(_step(rescue, _("Offer to the best"), "offer", primary=True))
        if rescue.status in SEARCHING:
            found.append(Button(_("Choose a crew"), "dispatch:choose", args=(rescue.pk,), action="dispatch.offer"))
        if rescue.status in UNDER_WAY:
            found.append(Button(_("Reassign"), "dispatch:reassign", args=(rescue.pk,), action="dispatch.offer"))
        if rescue.is_open:
            found.append(Button(_("Escalate"), "dispatch:escalate", args=(rescue.pk,), action="dispatch.offer"))
            found.append(
                Button(_("Cancel"), "dispatch:cancel", args=(rescue.pk,), action="dispatch.offer", danger=True)
            )
        return [*found, *slip_buttons(rescue), *further_steps(self.actor, rescue)]

    def sections(self, rescue: Rescue) -> Sequence[Section]:
        """Return why, shortfall, offers, photos, map, link."""
        decisions = [decision_lines(one) for one in decisions_for(self.actor).filter(rescue=rescue)]
        offers = rescue.offers.select_related("crew", "station")
        found = [
            Section(_("Why this crew"), "dispatch/why.html", {"decisions": decisions}, count=len(decisions)),
            Section(_("Offers"), "dispatch/offers_made.html", {"offers": offers}, count=len(offers)),
            *parts_section(rescue, self.actor),
            *signature_section(rescue),
            *photos_section(rescue),
            track_section(rescue) if shows_track(rescue) else map_section(rescue),
        ]
        recommended = recommended_section(rescue, self.actor)
        found = [*recommended, *found]
        if rescue.held:
            found.insert(0, held_section(rescue))
        if rescue.escalation:
            found.insert(0, escalation_section(escalations_for(self.actor).filter(rescue=rescue)))
        if rescue.status == RescueStatus.UNSERVED and not recommended:  # which says it for this moment
            context = {"rows": shortfall_lines(rescue), "sentence": shortfall_sentence(rescue.shortfall)}
            found.insert(0, Section(_("Why nobody can go"), "dispatch/shortfall.html", context))
        if rescue.is_open:
            found.append(
                Section(_("Link for the driver"), "dispatch/link.html", {"link": driver_link(rescue)}, aside=True)
            )
        return found

    def context(self) -> dict[str, Any]:
        """Add where news comes from."""
        return super().context() | {"live": live_address(self.actor) if self.object.is_open else ""}


class RescueOfCase(Page):
    """Leads from a case to its rescue."""

    action = "dispatch.view"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Go there; the relay makes the rescue within a second of the case, and until then the board is shown."""
        rescue = rescues_for(self.actor).filter(case_id=self.kwargs["pk"]).first()
        return redirect(rescue.get_absolute_url() if rescue else reverse("dispatch:board"))


class RescueStep(ActPage):
    """A step of the dispatcher."""

    action = "dispatch.offer"
    lit = "dispatch:rescues"

    @property
    def key(self) -> UUID:
        """The rescue's key; another's is not found."""
        rescue: Rescue = rescues_for(self.actor).get_or_404(self.kwargs["pk"])
        return rescue.pk

    def crumbs(self) -> Sequence[Crumb]:
        """Lead back to the rescue."""
        return [Crumb(_("Rescue"), reverse("dispatch:rescue", args=[self.kwargs["pk"]]))]

    def back(self) -> str:
        """Return the rescue's page."""
        return reverse("dispatch:rescue", args=[self.kwargs["pk"]])


class OfferBest(RescueStep):
    """Offers to the best crew at once."""

    title = _("Offer to the best")

    def perform(self, reason: str) -> str:
        """Offer; when nobody can go the page says why."""
        offer_best(self.key, acting_user=self.actor)
        return self.back()


class Escalate(RescueStep):
    """Takes the next level of the ladder."""

    title = _("Escalate")
    reason = "required"

    @property
    def explain(self) -> str:  # type: ignore[override]
        """What the next level does."""
        policy, rescue = policy_on(now()), rescues_for(self.actor).get_or_404(self.kwargs["pk"])
        level = next_level(policy, rescue)
        if level is None:
            return str(_("The highest level has been reached already."))
        told = {"level": level, "step": policy.ladder[level - 1].step.label}
        return str(_("Level %(level)d is taken now: %(step)s. While a crew is looked for, all are asked again.")) % told

    def perform(self, reason: str) -> str:
        """Escalate."""
        escalate_rescue(self.key, reason=reason, acting_user=self.actor)
        return self.back()


class CrewTable(RecordTable):
    """The crews of all stations."""

    name = NumberColumn()
    station = Column(accessor="station__name", verbose_name=_("Station"))
    on_duty = BooleanColumn()
    load = Column()
    capability_labels = Column(verbose_name=_("Can do"), orderable=False)
    position_at = MomentColumn()

    class Meta(RecordTable.Meta):
        model = Crew
        fields = ("name", "station", "on_duty", "load", "capability_labels", "position_at")

    def render_capability_labels(self, value: list[str]) -> str:
        """Join the words."""
        return _(", ").join(value)


class CrewList(ListPage):
    """All crews."""

    action = "dispatch.view"
    title = _("Crews")
    table_class = CrewTable
    filterset_class = CrewFilter
    empty = _("No crew yet. Stations make up their crews themselves.")

    def rows(self) -> Any:
        """Return the crews in sight."""
        return crews_for(self.actor)


class Follow(Page):
    """The driver's page: no sign-in, a signed address that grows old."""

    action = PUBLIC
    title = _("Your rescue")
    template_name = "dispatch/follow.html"

    def context(self) -> dict[str, Any]:
        """Return what the holder of the link may see, in the driver's language."""
        view = view_of(self.kwargs["token"])
        speak(self.request, view.language)
        return {"view": view}


def _step(rescue: Rescue, label: Text, name: str, **looks: Any) -> Button:
    return Button(label, f"dispatch:{name}", args=(rescue.pk,), action="dispatch.offer", post=True, **looks)
