"""The people of key posts: the block of a candidate's page, naming, exams, taking off."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.actors import Actor
from common.clock import today
from common.pages import ActPage, Button, Crumb, FormPage, Section
from common.pages.moments import DayField
from common.text import Text
from network.onboarding.building import people
from network.onboarding.building.choices import TO_EXAMINE, PersonStatus
from network.onboarding.building.models import KeyPerson
from network.onboarding.models import Candidate
from network.onboarding.pages.acts import OfCandidate, crumbs_to
from network.onboarding.pages.forms import DAY


class PersonForm(forms.Form):
    """Who is proposed for which post."""

    post = forms.ChoiceField(label=_("Key post"))
    name = forms.CharField(label=_("Name"), max_length=80)
    certificate = forms.CharField(
        label=_("Own certificate"),
        max_length=120,
        required=False,
        help_text=_("Number and kind, such as a technician's certificate."),
    )

    def __init__(self, *args: Any, posts: Sequence[tuple[str, str]], **extra: Any) -> None:
        super().__init__(*args, **extra)
        self.fields["post"].choices = posts  # type: ignore[attr-defined]


class ExamForm(forms.Form):
    """The result of an exam."""

    points = forms.IntegerField(label=_("Points of 100"), min_value=0, max_value=100)
    held_on = DayField(label=_("Examined on"), widget=DAY, initial=today)


def posts_section(candidate: Candidate, actor: Actor) -> Section | None:
    """Return the block of key posts; nothing for a candidate that has none."""
    posts = list(candidate.key_posts.prefetch_related("people"))
    if not posts:
        return None
    may_go_on = candidate.status in people.NAMING and not candidate.is_opening
    shown = [
        (post, [(one, _buttons(one, actor) if may_go_on else []) for one in post.people.all()], _passed(post))
        for post in posts
    ]
    add = Button(_("Name a person"), "onboarding:person_add", "onboarding.propose", (candidate.pk,), icon="plus")
    buttons = [add] if may_go_on and add.open_to(actor) else []
    context = {"posts": shown, "staffing": people.staffing_for(candidate)}
    return Section(_("Key posts"), "onboarding/posts.html", context, buttons=buttons, anchor="posts")


def _passed(post: Any) -> int:
    return sum(one.status == PersonStatus.PASSED for one in post.people.all())


def _buttons(person: KeyPerson, actor: Actor) -> list[Button]:
    key, found = (person.pk,), []
    if person.status in TO_EXAMINE and person.named_by != actor.id:
        found.append(Button(_("Record the exam"), "onboarding:person_exam", "onboarding.examine", key))
    if person.status != PersonStatus.LEFT:
        off = pgettext_lazy("key person", "Take off")
        found.append(Button(off, "onboarding:person_off", "onboarding.propose", key, danger=True))
    return [one for one in found if one.open_to(actor)]


class AddPerson(OfCandidate):
    """Names somebody for a key post."""

    action = "onboarding.propose"
    title = _("Name a person")
    form_class = PersonForm
    success = _("The person is named. Service management examines next.")

    def form_arguments(self) -> dict[str, Any]:
        """Give the form the candidate's posts."""
        return {"posts": [(one.code, one.title) for one in self.candidate.key_posts.all()]}

    def perform(self, form: forms.Form) -> str:
        """Name them."""
        people.name_person(self.candidate.pk, **form.cleaned_data, acting_user=self.actor)
        return f"{self.back()}#posts"


class OfPerson(FormPage):
    """A form about one person."""

    narrow = True
    lit = "onboarding:board"

    @cached_property
    def person(self) -> KeyPerson:
        """Return the person through the gate."""
        found: KeyPerson = people.people_for(self.actor).get_or_404(self.kwargs["pk"])
        return found

    def subtitle(self) -> Text:
        """Say who, for which post."""
        return f"{self.person.name} · {self.person.post.title}"

    def crumbs(self) -> Sequence[Crumb]:
        """Lead back to the candidate."""
        return crumbs_to(self.person.post.candidate)

    def back(self) -> str:
        """Return the candidate's page at its key posts."""
        return f"{self.person.post.candidate.get_absolute_url()}#posts"


class Examine(OfPerson):
    """Records an exam."""

    action = "onboarding.examine"
    title = _("Record the exam")
    form_class = ExamForm
    success = _("The exam is recorded.")

    def perform(self, form: forms.Form) -> str:
        """Record it."""
        people.examine_person(self.person.pk, **form.cleaned_data, acting_user=self.actor)
        return self.back()


class TakeOff(OfPerson, ActPage):
    """Takes somebody off a key post."""

    action = "onboarding.propose"
    title = _("Take off the key post")
    reason: ClassVar[str] = "required"
    submit_label = pgettext_lazy("key person", "Take off")
    danger = True

    def perform(self, reason: Any) -> str:
        """Take them off."""
        people.drop_person(self.person.pk, reason=reason, acting_user=self.actor)
        return self.back()
