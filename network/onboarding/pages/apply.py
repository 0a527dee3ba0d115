"""The public form for companies that want to become a station, and the applicant's own page. No sign-in."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from common.errors import DomainError, NotYours
from common.pages import PUBLIC, FormPage, Page
from common.pages.photos import PhotosField
from common.scope import for_office
from common.senders import sender_of
from common.text import Text
from network.onboarding.applications.choices import ApplicationError, ApplicationLanguage
from network.onboarding.applications.models import Application
from network.onboarding.applications.policies import MOST_PHOTOS, new_stamp, opened_at
from network.onboarding.applications.public import ApplicationFacts, Sending, add_to_application, apply_for_station
from network.onboarding.applications.selectors import application_of, link_of, photos_of, words_of
from network.onboarding.building.selectors import link_of as building_link
from network.onboarding.choices import CandidateStatus
from network.onboarding.pages.forms import brands_of, province_in_words, provinces

AREA = forms.NumberInput(attrs={"inputmode": "numeric"})


class ApplyForm(forms.Form):
    """What a company writes about itself."""

    groups = (
        (_("Company"), ("company", "contact", "phone", "email")),
        (_("Place"), ("province_code", "city", "address", "lat", "lon")),
        (pgettext_lazy("application", "Workshop"), ("area_m2", "bays", "brands", "premises", "statement")),
    )
    company = forms.CharField(label=_("Company"), max_length=120)
    contact = forms.CharField(label=_("Contact"), max_length=80)
    phone = forms.CharField(label=_("Phone"), max_length=30, widget=forms.TextInput(attrs={"inputmode": "tel"}))
    email = forms.EmailField(label=_("E-mail"), required=False, max_length=120)
    province_code = forms.ChoiceField(label=_("Province"), choices=provinces)
    city = forms.CharField(label=_("City"), max_length=60)
    address = forms.CharField(label=_("Address"), max_length=200, required=False)
    lat = forms.FloatField(
        label=_("Latitude (WGS-84)"),
        min_value=-90,
        max_value=90,
        required=False,
        help_text=_("Click the map to fill both; without it the middle of the city is taken."),
    )
    lon = forms.FloatField(label=_("Longitude (WGS-84)"), min_value=-180, max_value=180, required=False)
    area_m2 = forms.IntegerField(label=_("Workshop area (m²)"), min_value=1, max_value=200_000, widget=AREA)
    bays = forms.IntegerField(label=_("Service bays"), min_value=0, max_value=500, widget=AREA)
    brands = forms.CharField(
        label=_("Brands that you repair"), max_length=200, required=False, help_text=_("Separated by commas.")
    )
    premises = forms.CharField(
        label=_("Premises"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Owned or rented, yard, lifts, spray booth."),
    )
    statement = forms.CharField(
        label=_("Why you want to become our station"), max_length=4000, widget=forms.Textarea(attrs={"rows": 5})
    )

    def clean_brands(self) -> list[str]:
        """Return the brands one by one."""
        return brands_of(self.cleaned_data["brands"])

    def facts(self) -> ApplicationFacts:
        """Return what the action takes, with the language of the page."""
        chinese = (get_language() or "zh").startswith("zh")
        language = ApplicationLanguage.ZH if chinese else ApplicationLanguage.EN
        return ApplicationFacts(**self.cleaned_data, language=language)


class MoreForm(forms.Form):
    """What the applicant adds."""

    text = forms.CharField(
        label=_("Your words"), max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    photos = PhotosField(label=_("Photos"), required=False, most=MOST_PHOTOS)


class Apply(FormPage):
    """Takes an application in and leads to the applicant's own page."""

    action = PUBLIC
    title = _("Become a service station")
    template_name = "onboarding/apply.html"
    form_class = ApplyForm
    submit_label = _("Send the application")
    success = ""

    def context(self) -> dict[str, Any]:
        """Return the stamp: the one that the form came with while it is good, else a new one."""
        sent = self.request.POST.get("stamp", "")
        return {"stamp": sent if opened_at(sent) else new_stamp(), "points": []}

    def perform(self, form: ApplyForm) -> str:
        """Take it in."""
        sending = Sending(
            stamp=self.request.POST.get("stamp", ""),
            trap=self.request.POST.get("website", ""),
            address=sender_of(self.request),
        )
        return link_of(apply_for_station(form.facts(), sending))

    def refuse(self, form: Any, error: DomainError) -> HttpResponse:
        """Say why above the form; for a flood with the status that says so."""
        answer = super().refuse(form, error)
        if error.code == ApplicationError.TOO_MANY:
            answer.status_code = 429
        return answer


class Applicant(Page):
    """What the holder of the link sees: the state in plain words, what was asked, a box for the answer."""

    action = PUBLIC
    title = _("Your application")
    template_name = "onboarding/applicant.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show it, or that the link does not work: one sentence for all reasons."""
        return self._show()

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Take in what is added. A refusal is a sentence, and nothing typed is lost."""
        form = MoreForm(request.POST, request.FILES)
        if not form.is_valid():
            problem = next(iter(next(iter(form.errors.values()))))
            return self._show(problem=problem, typed=request.POST.get("text", "")[:4000], status=422)
        try:
            add_to_application(self.kwargs["token"], form.cleaned_data["text"], form.cleaned_data["photos"] or [])
        except NotYours:
            return self._over()
        except DomainError as refusal:
            return self._show(problem=refusal.message, typed=form.cleaned_data["text"], status=refusal.status)
        return self._show(said=_("Thank you. The regional office reads what you have added."))

    def _show(self, *, status: int = 200, **told: Any) -> HttpResponse:
        try:
            with for_office():
                return self.render(**_view(application_of(self.kwargs["token"])), **told, status=status)
        except NotYours:
            return self._over()

    def _over(self) -> HttpResponse:
        return self.render("onboarding/applicant_over.html", status=404)


def _view(application: Application) -> dict[str, Any]:
    """Return what the applicant may see: nothing of the office's own notes, nothing of other applications."""
    words: list[tuple[Text, bool]] = [(one, one.speaker == "applicant") for one in words_of(application)]
    return {
        "application": application,
        "province": province_in_words(application.province_code),
        "sentence": application.sentence,
        "words": words,
        "photos": photos_of(application).count(),
        "most": MOST_PHOTOS,
        "building": _building(application),
    }


def _building(application: Application) -> str:
    """Return where the photos of the building are sent, while they are; "" else."""
    candidate = application.candidate
    if candidate is None or candidate.status != CandidateStatus.CONFIRMED or not candidate.image_items.exists():
        return ""
    return building_link(candidate)
