"""The clauses of a dispatch policy: how each is asked for in the form, said in words, and compared line by line.

A new figure is a field of `policies.Policy` and a line here; form, page, comparison and API follow.
"""

from collections.abc import Sequence

from django import forms
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _

from billing.policy.rulebook.book import (
    COUNT,
    FACTOR,
    HOUR,
    HOURS,
    KILOMETRES,
    METRES,
    MINUTES,
    PERCENT,
    SPEED,
    YES_NO,
    Book,
    Chapter,
    Clause,
    Kind,
    Table,
    number,
)
from common.errors import Invalid
from network.dispatch.choices import LadderStep, TakenCause
from network.dispatch.policies import EXAMPLE, Band, Level, Policy, policy_of
from tenants.registry.choices import Region


def _regions_in_words(codes: Sequence[str]) -> str:
    return now_(", ").join(str(Region(code).label) for code in codes) or now_("none")


REGIONS = Kind(
    lambda **looks: forms.MultipleChoiceField(choices=Region.choices, required=False, **looks),
    list,
    list,
    _regions_in_words,
)


def _causes_in_words(codes: Sequence[str]) -> str:
    return now_(", ").join(str(TakenCause(code).label) for code in codes) or now_("none")


CAUSES = Kind(
    lambda **looks: forms.MultipleChoiceField(choices=TakenCause.choices, required=False, **looks),
    list,
    list,
    _causes_in_words,
)

CHAPTERS = (
    Chapter(
        "limits",
        _("Time limits"),
        (
            Clause("offer_s", _("Offer by the dispatcher (min)"), MINUTES),
            Clause("answer_s", _("Answer of the crew (min)"), MINUTES),
            Clause("depart_s", _("Departure (min)"), MINUTES),
            Clause("arrive_slack_s", _("Arrival beyond the last band: driving time plus (min)"), MINUTES),
            Clause("night_factor", _("Arrival at night: times"), FACTOR),
            Clause("highway_factor", _("Arrival on a highway: times"), FACTOR),
            Clause("finish_s", _("Finish at the roadside (h)"), HOURS),
            Clause("tow_s", _("Finish with towing (h)"), HOURS),
            Clause("warn_share", _("Warn when this share of a limit has gone (%)"), PERCENT),
            Clause("retry_s", _("At the top of the ladder: look again every (min)"), MINUTES),
        ),
    ),
    Chapter(
        "search",
        _("Search for a crew"),
        (
            Clause("parallel", _("Crews asked at once (the first to accept goes)"), COUNT),
            Clause("max_distance_m", _("Farthest crew by road (km)"), KILOMETRES),
            Clause("widen_factor", _("Each widening reaches farther: times"), FACTOR),
            Clause("home_region_only", _("Only the home region until the ladder lets others in"), YES_NO),
            Clause("rest_after_s", _("Rest after this long on the road (h)"), HOURS),
            Clause("rest_window_s", _("Counted within the last (h)"), HOURS),
            Clause("exclude_stale", _("Exclude crews without a fresh position"), YES_NO),
            Clause("stale_after_s", _("A position is stale after (min)"), MINUTES),
        ),
    ),
    Chapter(
        "automatic",
        _("Automatic mode"),
        (
            Clause("automatic", _("The engine offers by itself"), YES_NO),
            Clause("dispatcher_regions", _("Regions where a dispatcher looks first"), REGIONS),
            Clause("automatic_from", _("The engine offers from (hour)"), HOUR),
            Clause("automatic_to", _("Until (hour; the same: around the clock)"), HOUR),
            Clause("automatic_max_m", _("Farthest crew it may send (km by road; 0: as far as it looks)"), KILOMETRES),
            Clause("look_injured", _("A dispatcher looks first when people are hurt"), YES_NO),
            Clause("look_carriageway", _("A dispatcher looks first on the carriageway"), YES_NO),
            Clause("pause_s", _("Switched off on the board, it is on again after (min)"), MINUTES),
        ),
    ),
    Chapter(
        "mass",
        _("Mass events"),
        (
            Clause("mass_share", _("Plan as a batch where more wait in a region than its free crews: times"), FACTOR),
            Clause(
                "mass_automatic",
                _("The engine plans and commits by itself"),
                YES_NO,
                _("Within the limits of automatic mode; what they hold back waits for a dispatcher."),
            ),
            Clause("urgency_injured", _("People hurt count: times"), FACTOR),
            Clause("urgency_carriageway", _("On the carriageway counts: times"), FACTOR),
        ),
    ),
    Chapter(
        "taken",
        _("Rescues taken from a crew"),
        (
            Clause(
                "paid_causes",
                _("The kilometres driven until then are paid when"),
                CAUSES,
                _("Not for what is the station's fault."),
            ),
        ),
    ),
    Chapter(
        "driver",
        _("Messages to the driver"),
        (
            Clause("tell_accepted", _("When a crew has accepted"), YES_NO),
            Clause("tell_arrived", _("When the crew has arrived"), YES_NO),
            Clause("tell_eta", _("When the expected arrival moves"), YES_NO),
            Clause("tell_eta_s", _("By at least (min)"), MINUTES),
            Clause("tell_eta_pause_s", _("At most every (min)"), MINUTES),
        ),
    ),
    Chapter(
        "weights",
        _("Weights"),
        (
            Clause("detour", _("Road over straight line: times"), FACTOR),
            Clause("speed_mps", _("Driving speed (km/h)"), SPEED),
            Clause("stale_penalty_m", _("A stale position counts as (km)"), KILOMETRES),
            Clause("load_penalty_m", _("Each job at hand counts as (km)"), KILOMETRES),
            Clause("arrive_radius_m", _("Arrived within (m)"), METRES),
            Clause("night_from", _("Night from (hour)"), HOUR),
            Clause("night_to", _("Night to (hour)"), HOUR),
        ),
    ),
)


class BandForm(forms.Form):
    """A band of the distance."""

    up_to_km = forms.FloatField(label=_("Up to (km by road)"), min_value=1, max_value=5_000)
    within_min = forms.FloatField(label=_("Arrive within (min)"), min_value=1, max_value=10_000)


class LevelForm(forms.Form):
    """A level of the ladder."""

    step = forms.ChoiceField(label=_("Measure"), choices=LadderStep.choices)
    after_min = forms.FloatField(label=_("After (min)"), min_value=0.1, max_value=10_000)


def _band_words(row: int, band: Band) -> tuple[str, str]:
    told = {"km": number(band.up_to_m / 1000), "minutes": number(band.within_s / 60)}
    return now_("Band %(n)d") % {"n": row}, now_("up to %(km)s km by road: %(minutes)s min") % told


def _level_words(row: int, level: Level) -> tuple[str, str]:
    told = {"step": level.step.label, "minutes": number(level.after_s / 60)}
    return now_("Level %(n)d") % {"n": row}, now_("%(step)s, after %(minutes)s min") % told


TABLES = (
    Table(
        "arrive_bands",
        _("Arrival by distance"),
        BandForm,
        lambda band: {"up_to_km": band.up_to_m / 1000, "within_min": band.within_s / 60},
        lambda row: [round(row["up_to_km"] * 1000), round(row["within_min"] * 60)],
        _band_words,
    ),
    Table(
        "ladder",
        _("Escalation ladder"),
        LevelForm,
        lambda level: {"step": level.step.value, "after_min": level.after_s / 60},
        lambda row: [row["step"], round(row["after_min"] * 60)],
        _level_words,
    ),
)


def _check(policy: Policy) -> None:
    """Raise Invalid for bands or a ladder that can't be."""
    reaches = [band.up_to_m for band in policy.arrive_bands]
    if reaches != sorted(set(reaches)) or any(band.within_s <= 0 for band in policy.arrive_bands):
        raise Invalid(_("Each band must reach farther than the one before."), field="arrive_bands")
    if not policy.ladder or any(level.after_s <= 0 for level in policy.ladder):
        raise Invalid(_("The ladder needs at least one level, each with a delay."), field="ladder")


BOOK = Book(CHAPTERS, TABLES, EXAMPLE, policy_of, _check)
