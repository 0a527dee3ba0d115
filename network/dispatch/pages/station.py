"""A station's pages of dispatch: its offers, its rescues, its crews."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from common.live import live_address
from common.pages import (
    ActPage,
    AmountColumn,
    BooleanColumn,
    Button,
    Column,
    Crumb,
    DetailPage,
    Fact,
    FormPage,
    ListPage,
    MomentColumn,
    NumberColumn,
    RecordTable,
    Section,
    StatusColumn,
)
from common.pages.further import further_steps
from common.text import Text
from network.dispatch.actions import CrewPlan, accept_offer, change_crew, decline_offer, form_crew, set_duty
from network.dispatch.actions.crews import people_to_choose
from network.dispatch.choices import DeclineReason
from network.dispatch.filters import CrewFilter, OfferFilter, RescueFilter
from network.dispatch.models import Crew, Offer, Rescue
from network.dispatch.pages.parts import claim_buttons, take_buttons
from network.dispatch.pages.shared import (
    RescueTable,
    case_facts,
    legs,
    map_section,
    parts_section,
    photos_section,
    signature_section,
    slip_buttons,
)
from network.dispatch.pages.track_map import shows_track, track_section
from network.dispatch.selectors import crews_for, offers_for, open_offers, rescues_for
from network.hotline.choices import Capability

DUTY = Button(
    _("Rescue duty on the phone"), "dispatch:phone", action="rescues.drive", icon="device-mobile", primary=True
)
NEW_CREW = Button(_("Make up a crew"), "dispatch:form_crew", action="crews.manage", primary=True, icon="plus")


class OfferTable(RecordTable):
    """Offers to the station's crews."""

    number = Column(accessor="summary__number", verbose_name=_("Rescue"), orderable=False)
    status = StatusColumn()
    crew = Column(accessor="crew__name", verbose_name=_("Crew"))
    place = Column(accessor="summary__place", verbose_name=_("Place"), orderable=False)
    created_at = MomentColumn(verbose_name=_("Made"))
    expires_at = MomentColumn()
    answered_at = MomentColumn()
    driven = AmountColumn(accessor="driven_km", verbose_name=_("Driven (km)"), orderable=False)
    claim_number = Column()

    class Meta(RecordTable.Meta):
        model = Offer
        fields = (
            "number", "status", "crew", "place", "created_at", "expires_at", "answered_at", "taken", "taken_cause", "driven",
            "claim_number",
        )  # fmt: skip


class OfferList(ListPage):
    """What the engine asks the station; open ones on top with their buttons."""

    action = "rescues.view"
    title = _("Rescue offers")
    table_class = OfferTable
    filterset_class = OfferFilter
    template_name = "dispatch/offers.html"
    empty = _("No offer yet. Crews on duty with a valid rescue certificate get them.")

    def rows(self) -> Any:
        """Return the station's offers."""
        return offers_for(self.actor)

    def page_buttons(self) -> Sequence[Button]:
        """Lead to the phone page."""
        return [DUTY]

    def context(self) -> dict[str, Any]:
        """Add the open ones, and where news comes from."""
        more = {
            "open_offers": list(open_offers(self.actor)),
            "live": live_address(self.actor),
            "may_drive": self.actor.may("rescues.drive"),
        }
        return super().context() | more


class AcceptOffer(ActPage):
    """Takes the rescue for the crew."""

    action = "rescues.drive"
    title = _("Accept")
    lit = "dispatch:offers"

    def perform(self, reason: str) -> str:
        """Accept it; the loser of a race reads why."""
        return accept_offer(self.kwargs["pk"], acting_user=self.actor).get_absolute_url()


class DeclineForm(forms.Form):
    """Why the crew can't come."""

    reason = forms.ChoiceField(label=_("Reason"), choices=DeclineReason.choices)


class DeclineOffer(FormPage):
    """Says no for the crew."""

    action = "rescues.drive"
    title = _("Decline")
    form_class = DeclineForm
    narrow = True
    submit_label = _("Decline")
    success = _("Declined; the next crew is being asked.")
    lit = "dispatch:offers"

    def crumbs(self) -> Sequence[Crumb]:
        """Lead back to the offers."""
        offers_for(self.actor).get_or_404(self.kwargs["pk"])
        return [Crumb(_("Rescue offers"), reverse("dispatch:offers"))]

    def perform(self, form: Any) -> str:
        """Decline it."""
        decline_offer(self.kwargs["pk"], reason=form.cleaned_data["reason"], acting_user=self.actor)
        return reverse("dispatch:offers")


class RescueList(ListPage):
    """The station's rescues."""

    action = "rescues.view"
    title = _("Rescues")
    table_class = RescueTable
    filterset_class = RescueFilter
    empty = _("No rescue yet. Accepted offers become rescues.")

    def rows(self) -> Any:
        """Return the station's rescues."""
        return rescues_for(self.actor)


class RescueDetail(DetailPage):
    """One rescue of the station."""

    action = "rescues.view"
    list_name = "dispatch:rescues"
    lit = "dispatch:rescues"
    template_name = "dispatch/rescue.html"

    def record(self) -> Rescue:
        """Return the rescue through the gate."""
        found: Rescue = rescues_for(self.actor).get_or_404(self.kwargs["pk"])
        return found

    def title_for(self, rescue: Rescue) -> Text:
        """Return the number."""
        return rescue.number

    def subtitle_for(self, rescue: Rescue) -> Text:
        """Return the crew."""
        return str(rescue.crew or "")

    def crumbs(self) -> Sequence[Crumb]:
        """Lead back to the list."""
        return [Crumb(_("Rescues"), reverse("dispatch:rescues"))]

    def facts(self, rescue: Rescue) -> Sequence[Fact]:
        """Return case and legs."""
        return [*case_facts(rescue), *legs(rescue)]

    def buttons(self, rescue: Rescue) -> Sequence[Button]:
        """Lead to the phone page while there is something to do."""
        return (
            [DUTY]
            if rescue.is_open
            else [
                *take_buttons(rescue),
                *claim_buttons(rescue),
                *slip_buttons(rescue),
                *further_steps(self.actor, rescue),
            ]
        )

    def sections(self, rescue: Rescue) -> Sequence[Section]:
        """Return photos and map."""
        place = track_section(rescue) if shows_track(rescue) else map_section(rescue)
        return [*parts_section(rescue, self.actor), *signature_section(rescue), *photos_section(rescue), place]

    def context(self) -> dict[str, Any]:
        """Add where news comes from."""
        return super().context() | {"live": live_address(self.actor) if self.object.is_open else ""}


class CrewTable(RecordTable):
    """The station's crews."""

    name = NumberColumn()
    on_duty = BooleanColumn()
    load = Column()
    vehicle_plate = Column()
    capability_labels = Column(verbose_name=_("Can do"), orderable=False)
    position_at = MomentColumn()

    class Meta(RecordTable.Meta):
        model = Crew
        fields = ("name", "on_duty", "load", "vehicle_plate", "capability_labels", "position_at")

    def render_capability_labels(self, value: list[str]) -> str:
        """Join the words."""
        return _(", ").join(value)


class CrewList(ListPage):
    """The station's crews."""

    action = "rescues.view"
    title = _("Crews")
    table_class = CrewTable
    filterset_class = CrewFilter
    create = NEW_CREW
    empty = _("No crew yet. Make one up: a vehicle, its people, what they can do.")

    def rows(self) -> Any:
        """Return the station's crews."""
        return crews_for(self.actor)


class CrewDetail(DetailPage):
    """One crew."""

    action = "rescues.view"
    list_name = "dispatch:crews"
    lit = "dispatch:crews"
    template_name = "pages/detail.html"

    def record(self) -> Crew:
        """Return the crew through the gate."""
        found: Crew = crews_for(self.actor).get_or_404(self.kwargs["pk"])
        return found

    def crumbs(self) -> Sequence[Crumb]:
        """Lead back to the list."""
        return [Crumb(_("Crews"), reverse("dispatch:crews"))]

    def facts(self, crew: Crew) -> Sequence[Fact]:
        """Return vehicle, people, abilities."""
        people = [member.user.name for member in crew.members.filter(ended_at__isnull=True).select_related("user")]
        return [
            Fact(_("On duty"), _("yes") if crew.on_duty else _("no")),
            Fact(_("Jobs now"), f"{crew.load} / {crew.capacity}"),
            Fact(_("Rescue vehicle"), crew.vehicle_plate, hint=crew.phone),
            Fact(_("People"), _(", ").join(people)),
            Fact(_("Can do"), _(", ").join(crew.capability_labels)),
            Fact(_("Brands"), _(", ").join(crew.brands) or _("all")),
        ]

    def buttons(self, crew: Crew) -> Sequence[Button]:
        """Return what may be done now."""
        turn, label = ("off", _("Go off duty")) if crew.on_duty else ("on", _("Go on duty"))
        return [
            Button(_("Change"), "dispatch:change_crew", args=(crew.pk,), action="crews.manage"),
            Button(
                label, f"dispatch:duty_{turn}", args=(crew.pk,), action="rescues.drive", post=True, primary=turn == "on"
            ),
        ]


class CrewForm(forms.Form):
    """A crew: vehicle, people, abilities."""

    name = forms.CharField(label=_("Name"), max_length=60)
    vehicle_plate = forms.CharField(label=_("Rescue vehicle"), max_length=16, required=False)
    phone = forms.CharField(label=_("Duty phone"), max_length=30, required=False)
    capacity = forms.IntegerField(label=_("Jobs at once"), min_value=1, max_value=5, initial=1)
    capabilities = forms.MultipleChoiceField(
        label=_("Can do"), choices=Capability.choices, widget=forms.CheckboxSelectMultiple, initial=["repair"]
    )
    brands = forms.MultipleChoiceField(
        label=_("Brands"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None chosen means every brand."),
    )
    members = forms.MultipleChoiceField(
        label=_("People"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("One of them needs a valid rescue certificate."),
    )

    def __init__(self, *args: Any, people: Sequence[tuple[str, str]], brands: Sequence[str], **extra: Any) -> None:
        super().__init__(*args, **extra)
        self.fields["members"].choices = people  # type: ignore[attr-defined]
        self.fields["brands"].choices = [(one, one) for one in brands]  # type: ignore[attr-defined]


class FormCrew(FormPage):
    """Makes up a crew."""

    action = "crews.manage"
    title = _("Make up a crew")
    form_class = CrewForm
    lit = "dispatch:crews"

    def crumbs(self) -> Sequence[Crumb]:
        """Lead back to the list."""
        return [Crumb(_("Crews"), reverse("dispatch:crews"))]

    def form_arguments(self) -> dict[str, Any]:
        """Return the station's people and brands."""
        people = people_to_choose(self.actor.station_id)
        return {"people": [(str(one.pk), one.name) for one in people], "brands": self.actor.station.brands}

    def perform(self, form: Any) -> str:
        """Make it up."""
        return form_crew(_plan(form), acting_user=self.actor).get_absolute_url()


class ChangeCrew(FormCrew):
    """Changes a crew."""

    title = _("Change the crew")

    def record(self) -> Crew:
        """Return the crew through the gate."""
        found: Crew = crews_for(self.actor).get_or_404(self.kwargs["pk"])
        return found

    def initial(self) -> dict[str, Any]:
        """Return the crew as it is."""
        members = self.object.members.filter(ended_at__isnull=True).values_list("user_id", flat=True)
        return super().initial() | {"members": [str(one) for one in members]}

    def perform(self, form: Any) -> str:
        """Change it."""
        return change_crew(self.object.pk, _plan(form), acting_user=self.actor).get_absolute_url()


class GoOnDuty(ActPage):
    """Puts a crew on duty."""

    action = "rescues.drive"
    title = _("Go on duty")
    on = True
    lit = "dispatch:crews"

    def perform(self, reason: str) -> str:
        """Turn it."""
        return set_duty(self.kwargs["pk"], self.on, acting_user=self.actor).get_absolute_url()


class GoOffDuty(GoOnDuty):
    """Takes a crew off duty."""

    title = _("Go off duty")
    explain = _("What the crew is being asked for right now it declines; the rescue goes to the next crew at once.")
    on = False


def _plan(form: Any) -> CrewPlan:
    typed = dict(form.cleaned_data)
    return CrewPlan(**(typed | {"members": [UUID(one) for one in typed["members"]]}))
