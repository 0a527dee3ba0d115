"""The first week on the pages: of the candidate, of the station at head office and at the station itself; ticking; the lane of the board."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from common.clock import now
from common.pages import Button, Crumb, FormPage, Section, Step
from common.pages.photos import PhotosField
from common.text import Text
from network.onboarding.board import Lane, Ticket
from network.onboarding.building.choices import WeekFact, WeekStatus
from network.onboarding.building.policies import MOST_PHOTOS
from network.onboarding.choices import CandidateStatus
from network.onboarding.firstweek.actions import tick_item
from network.onboarding.firstweek.facts import Seen
from network.onboarding.firstweek.selectors import first_week_for, items_of, look, open_weeks, weeks_of
from network.onboarding.models import Candidate, FirstWeekItem
from network.onboarding.pages.acts import crumbs_to
from network.onboarding.policies import age_of
from network.onboarding.selectors import files_for
from tenants.registry.models import Station

LEFT = _("First week: %(done)d of %(all)d done, until %(day)s")
AT_OFFICE = {WeekFact.CLAIM: ("claims:detail", "claims.view"), WeekFact.CREW: ("dispatch:crew", "dispatch.view")}
AT_STATION = {  # where the station does it
    WeekFact.PEOPLE: "accounts:posts",
    WeekFact.REPAIR: "workshop:orders",
    WeekFact.CLAIM: "claims:list",
    WeekFact.CREW: "dispatch:crews",
    WeekFact.STOCK: "parts:stock",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One item as it is shown: done also when the system sees it by now and its next look has not noted it yet."""

    item: FirstWeekItem
    is_done: bool
    words: str
    link: Button | None = None
    photos: Sequence[Any] = ()
    buttons: Sequence[Button] = ()


def first_week_section(actor: Actor, station: Station) -> Section | None:
    """Return the block of a station's first week; nothing for a station that has none, or that the person may not see."""
    items = items_of(station, actor)
    if not items:
        return None
    seen = look(station, items)
    photos: dict[Any, list[Any]] = {}
    for photo in files_for(actor).filter(subject_id__in=[one.pk for one in items]) if actor.is_office else ():
        photos.setdefault(photo.subject_id, []).append(photo)
    lines = [_line(one, actor, seen, photos.get(one.pk, ())) for one in items]
    done = sum(one.is_done for one in lines)
    context = {"lines": lines, "done": done, "total": len(lines)}
    return Section(_("First week"), "onboarding/first_week.html", context, anchor="first-week", count=len(lines))


def of_candidate(candidate: Candidate, actor: Actor) -> Section | None:
    """Return the block on a candidate's page, once its station is open."""
    return first_week_section(actor, candidate.opened_station) if candidate.opened_station is not None else None


def _line(item: FirstWeekItem, actor: Actor, seen: Mapping[Any, Seen], photos: Sequence[Any]) -> Line:
    found = seen.get(item.pk)
    words = found.words if found else item.words
    is_done = item.status == WeekStatus.DONE or found is not None
    link = _link(item, actor, found.key if found else item.seen_id, words)
    tick = Button(_("Tick"), "onboarding:first_week_tick", "firstweek.tick", (item.pk,), icon="check")
    may = (
        actor.is_office
        and not is_done
        and not item.fact
        and tick.open_to(actor)
        and item.station.region == actor.region
    )
    return Line(item, is_done, words, link, photos, [tick] if may else [])


def _link(item: FirstWeekItem, actor: Actor, key: Any, words: str) -> Button | None:
    if not actor.is_office:
        return Button(words, AT_STATION[WeekFact(item.fact)]) if item.fact and words else None
    name, action = AT_OFFICE.get(WeekFact(item.fact), ("", "")) if item.fact else ("", "")
    found = Button(words, name, action, (key,))
    return found if name and key and found.open_to(actor) else None


def station_steps(actor: Actor) -> list[Step]:
    """Return the station's own first week as lines of its set-up list: the one home of what a new station has to do."""
    items = list(first_week_for(actor).order_by("place"))
    if all(one.status == WeekStatus.DONE for one in items):
        return []
    seen = look(items[0].station, items)
    own = f"{reverse('registry:own')}#first-week"
    return [
        Step(
            one.title,
            reverse(AT_STATION[WeekFact(one.fact)]) if one.fact else own,
            one.status == WeekStatus.DONE or one.pk in seen,
            f"{localtime(one.due_at):%Y-%m-%d}",
        )
        for one in items
    ]


def week_lane(actor: Actor, region: str = "") -> Lane | None:
    """Return the board's last lane: opened stations whose first week is not done, the oldest first; None when there is none."""
    rows = open_weeks(actor).filter(region=region) if region else open_weeks(actor)
    candidates = list(rows.order_by("step_since"))
    weeks, moment = weeks_of([one.pk for one in candidates]), now()
    tickets = [
        Ticket(one, age_of(one.step_since, weeks[one.pk].due_at, moment), left_words(weeks[one.pk]))
        for one in candidates
    ]
    return Lane(CandidateStatus.OPENED, _("First week"), tickets) if tickets else None


def left_words(week: Any) -> Text:
    """Say how far a first week is, and until when."""
    return str(LEFT) % {"done": week.done, "all": week.total, "day": f"{localtime(week.due_at):%Y-%m-%d}"}


class TickForm(forms.Form):
    """What was seen, with photos."""

    words = forms.CharField(label=_("What you saw"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
    photos = PhotosField(label=_("Photos"), required=False, most=MOST_PHOTOS)


class Tick(FormPage):
    """Ticks an item of a first week."""

    action = "firstweek.tick"
    title = _("Tick an item of the first week")
    form_class = TickForm
    success = _("Ticked.")
    narrow = True
    lit = "onboarding:board"

    @cached_property
    def item(self) -> FirstWeekItem:
        """Return the item through the gate."""
        found: FirstWeekItem = first_week_for(self.actor).get_or_404(self.kwargs["pk"])
        return found

    def subtitle(self) -> Text:
        """Say which item of which station."""
        return f"{self.item.title} · {self.item.station}"

    def crumbs(self) -> Sequence[Crumb]:
        """Lead back to the candidate."""
        return crumbs_to(self.item.candidate)

    def back(self) -> str:
        """Return the candidate's page at its first week."""
        return f"{self.item.candidate.get_absolute_url()}#first-week"

    def perform(self, form: forms.Form) -> str:
        """Tick it."""
        tick_item(self.item.pk, **form.cleaned_data, acting_user=self.actor)
        return self.back()
