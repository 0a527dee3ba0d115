"""The queue of applications at the regional office, the page of one, and what is decided."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.pages import (
    ActPage,
    Button,
    ChoiceColumn,
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
from common.text import Text
from network.onboarding.applications.actions import (
    ask_applicant,
    decline_application,
    show_contact,
    take_application,
)
from network.onboarding.applications.choices import DeclineReason
from network.onboarding.applications.models import Application
from network.onboarding.applications.selectors import photos_of, words_of
from network.onboarding.choices import Level
from network.onboarding.filters import ApplicationFilter
from network.onboarding.selectors import applications_for


class ApplicationTable(RecordTable):
    """The applications; of the number enough to recognise it."""

    default_columns: ClassVar[Sequence[str]] = (
        "number",
        "company",
        "status",
        "region",
        "city",
        "masked_phone",
        "due_at",
    )
    number = NumberColumn()
    company = Column()
    status = StatusColumn()
    region = ChoiceColumn()
    city = Column()
    masked_phone = Column(verbose_name=_("Phone"), orderable=False)
    due_at = MomentColumn()
    created_at = MomentColumn(verbose_name=pgettext_lazy("application", "Received"))

    class Meta(RecordTable.Meta):
        model = Application
        fields = (
            "number",
            "company",
            "status",
            "region",
            "city",
            "masked_phone",
            "area_m2",
            "bays",
            "due_at",
            "created_at",
        )


class ApplicationList(ListPage):
    """All applications; those that wait are filtered by their status."""

    action = "onboarding.view"
    title = _("Applications")
    table_class = ApplicationTable
    filterset_class = ApplicationFilter
    lit = "onboarding:board"
    empty = _("No application yet. Companies apply by the public form, without a sign-in.")

    def crumbs(self) -> Sequence[Crumb]:
        """Lead back to the board."""
        return [Crumb(_("Onboarding"), reverse("onboarding:board"))]

    def page_buttons(self) -> Sequence[Button]:
        """Lead to the form, whose address is given to companies."""
        return [
            *super().page_buttons(),
            Button(_("Public form"), "onboarding:apply", action="onboarding.view", icon="external-link"),
        ]

    def rows(self) -> Any:
        """Return the applications in sight."""
        return applications_for(self.actor)


class ApplicationDetail(DetailPage):
    """One application: what the company wrote, what was asked and answered, what may be done."""

    action = "onboarding.view"
    list_name = "onboarding:applications"
    lit = "onboarding:board"

    def record(self) -> Application:
        """Return the application through the gate."""
        found: Application = applications_for(self.actor).get_or_404(self.kwargs["pk"])
        return found

    def title_for(self, application: Application) -> Text:
        """Return the company."""
        return application.company

    def subtitle_for(self, application: Application) -> Text:
        """Return number and office."""
        return f"{application.number} · {application.get_region_display()}"

    def crumbs(self) -> Sequence[Crumb]:
        """Lead back to board and list."""
        return [
            Crumb(_("Onboarding"), reverse("onboarding:board")),
            Crumb(_("Applications"), reverse("onboarding:applications")),
        ]

    def buttons(self, application: Application) -> Sequence[Button]:
        """Return what may be decided now, by this person."""
        key = (application.pk,)
        decide = [
            Button(_("Take over as candidate"), "onboarding:application_take", "onboarding.propose", key, primary=True),
            Button(_("Ask the applicant"), "onboarding:application_ask", "onboarding.propose", key),
            Button(
                pgettext_lazy("application", "Decline"),
                "onboarding:application_decline",
                "onboarding.reject",
                key,
                danger=True,
            ),
        ]
        show = Button(_("Show the number"), "onboarding:application_contact", "onboarding.propose", key, icon="phone")
        found = [*(decide if application.is_open else []), show]
        return [one for one in found if one.open_to(self.actor)]

    def facts(self, application: Application) -> Sequence[Fact]:
        """Return what the company wrote; the number masked."""
        return [
            Fact(_("Contact"), application.contact_name, hint=application.masked_phone),
            Fact(_("Place"), f"{application.province} {application.city}", hint=application.address),
            Fact(_("Workshop area (m²)"), application.area_m2),
            Fact(_("Service bays"), application.bays),
            Fact(_("Brands"), ", ".join(application.brands)),
            Fact(_("Language"), application.get_language_display()),
            *self._decided(application),
            Fact(_("Premises"), application.premises, wide=True),
            Fact(pgettext_lazy("application", "Statement"), application.statement, wide=True),
        ]

    def _decided(self, application: Application) -> list[Fact]:
        twin, candidate = application.twin, application.candidate
        found = [Fact(_("Same company or number"), str(twin), url=twin.get_absolute_url())] if twin else []
        if candidate is not None:
            found.append(Fact(_("Candidate"), str(candidate), url=candidate.get_absolute_url()))
        if application.decline_reason:
            found.append(Fact(_("Reason"), application.get_decline_reason_display(), hint=application.decline_note))
        return found

    def sections(self, application: Application) -> Sequence[Section]:
        """Return what was said, the photos and the place."""
        words, photos = list(words_of(application)), list(photos_of(application))
        point = {"lat": application.lat, "lon": application.lon, "kind": "candidate", "label": application.company}
        found = [
            Section(
                _("Questions to the applicant and answers"), "onboarding/words.html", {"words": words}, count=len(words)
            )
            if words
            else None,
            Section(_("Photos"), "onboarding/photos.html", {"photos": photos}, count=len(photos)) if photos else None,
            Section(_("What the applicant reads"), "onboarding/told.html", {"sentence": application.sentence}),
            Section(_("On the map"), "onboarding/place.html", {"points": [point]}, aside=True),
        ]
        return [one for one in found if one is not None]


class OfApplication(FormPage):
    """A form about one application."""

    narrow = True
    lit = "onboarding:board"

    @cached_property
    def application(self) -> Application:
        """Return the application through the gate."""
        found: Application = applications_for(self.actor).get_or_404(self.kwargs["pk"])
        return found

    def subtitle(self) -> Text:
        """Say whose form it is."""
        return str(self.application)

    def crumbs(self) -> Sequence[Crumb]:
        """Lead back to the application."""
        return [
            Crumb(_("Applications"), reverse("onboarding:applications")),
            Crumb(self.application.number, self.application.get_absolute_url()),
        ]


class TakeForm(forms.Form):
    """At which level the station is thought of."""

    level = forms.ChoiceField(label=_("Level"), choices=Level.choices, initial=Level.B)


class AskForm(forms.Form):
    """What is missing."""

    question = forms.CharField(
        label=_("What do you need?"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("The applicant reads this as you write it."),
    )


class DeclineForm(forms.Form):
    """Why not."""

    reason = forms.ChoiceField(label=_("Reason"), choices=DeclineReason.choices)
    note = forms.CharField(
        label=_("Note"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("For us only: the applicant reads a polite sentence."),
    )


class TakeApplication(OfApplication):
    """Makes a candidate of it."""

    action = "onboarding.propose"
    title = _("Take over as candidate")
    form_class = TakeForm
    submit_label = _("Take over")
    success = _("The candidate is on the board.")

    def perform(self, form: forms.Form) -> str:
        """Take it over."""
        level = form.cleaned_data["level"]
        return take_application(self.application.pk, level=level, acting_user=self.actor).get_absolute_url()


class AskApplicant(OfApplication):
    """Asks for something more."""

    action = "onboarding.propose"
    title = _("Ask the applicant")
    form_class = AskForm
    submit_label = pgettext_lazy("application", "Ask")
    success = _("The applicant sees the question on the own page.")

    def perform(self, form: forms.Form) -> str:
        """Ask."""
        question = form.cleaned_data["question"]
        return ask_applicant(self.application.pk, question=question, acting_user=self.actor).get_absolute_url()


class DeclineApplication(OfApplication):
    """Declines it."""

    action = "onboarding.reject"
    title = _("Decline the application")
    form_class = DeclineForm
    submit_label = pgettext_lazy("application", "Decline")
    danger = True

    def perform(self, form: forms.Form) -> str:
        """Decline."""
        return decline_application(self.application.pk, **form.cleaned_data, acting_user=self.actor).get_absolute_url()


class ShowContact(ActPage):
    """Number and mail address in full; the look is recorded."""

    action = "onboarding.propose"
    title = _("Show the number")
    success = ""
    lit = "onboarding:board"

    def perform(self, reason: Any) -> HttpResponse:
        """Show them once."""
        application = show_contact(self.kwargs["pk"], acting_user=self.actor)
        return self.render("onboarding/contact.html", contact=application, back=_("Back to the application"))
