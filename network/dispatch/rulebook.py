"""The clauses of a dispatch policy: how each is asked for in the form, said in words, and compared line by line.

A new figure is a field of `policies.Policy` and a line here; form, page, comparison and API follow.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any

from django import forms
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _

from billing.policy.clauses import Clause as Line
from billing.policy.clauses import Pair
from common.errors import Invalid
from common.text import Text
from network.dispatch.choices import LadderStep
from network.dispatch.policies import Band, Level, Policy, policy_of
from tenants.registry.choices import Region

MOST_ROWS = 12


@dataclass(frozen=True, slots=True)
class Kind:
    """How a figure is typed (`shown` and `stored` turn it over), and how it is said."""

    field: Callable[..., forms.Field]
    shown: Callable[[Any], Any]
    stored: Callable[[Any], Any]
    words: Callable[[Any], str]


def _number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")


def _decimal(low: float, high: float) -> Callable[..., forms.Field]:
    return lambda **looks: forms.FloatField(min_value=low, max_value=high, **looks)


def _whole(low: int, high: int) -> Callable[..., forms.Field]:
    return lambda **looks: forms.IntegerField(min_value=low, max_value=high, **looks)


def _same(value: Any) -> Any:
    return value


def _scaled(factor: float, words: Text, *, low: float, high: float, whole: bool) -> Kind:
    return Kind(
        _decimal(low, high),
        lambda value: round(value / factor, 3),
        lambda typed: round(typed * factor) if whole else typed * factor,
        lambda value: str(words) % {"n": _number(value / factor)},
    )


MINUTES = _scaled(60, _("%(n)s min"), low=0.1, high=100_000, whole=True)
HOURS = _scaled(3_600, _("%(n)s h"), low=0.1, high=1_000, whole=False)
KILOMETRES = _scaled(1_000, _("%(n)s km"), low=0, high=5_000, whole=False)
SPEED = _scaled(1 / 3.6, _("%(n)s km/h"), low=5, high=200, whole=False)
PERCENT = _scaled(0.01, _("%(n)s %%"), low=10, high=100, whole=False)
METRES = Kind(_whole(10, 5_000), _same, _same, lambda value: now_("%(n)s m") % {"n": value})
FACTOR = Kind(_decimal(0.5, 10), _same, _same, _number)
HOUR = Kind(_whole(0, 23), _same, _same, lambda value: f"{value}:00")
COUNT = Kind(_whole(1, 5), _same, _same, str)
YES_NO = Kind(
    lambda **looks: forms.BooleanField(**(looks | {"required": False})),
    _same,
    bool,
    lambda value: now_("yes") if value else now_("no"),
)


def _regions_in_words(codes: Sequence[str]) -> str:
    return now_(", ").join(str(Region(code).label) for code in codes) or now_("none")


REGIONS = Kind(
    lambda **looks: forms.MultipleChoiceField(choices=Region.choices, required=False, **looks),
    list,
    list,
    _regions_in_words,
)


@dataclass(frozen=True, slots=True)
class Clause:
    """One figure of the policy."""

    name: str
    label: Text
    kind: Kind
    hint: Text = ""


@dataclass(frozen=True, slots=True)
class Chapter:
    """Figures that belong together."""

    code: str
    title: Text
    clauses: Sequence[Clause] = ()


BOOK = (
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
            Clause("mass_share", _("Plan as a batch when more wait than free crews: times"), FACTOR),
            Clause("urgency_injured", _("People hurt count: times"), FACTOR),
            Clause("urgency_carriageway", _("On the carriageway counts: times"), FACTOR),
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


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of the policy. `shown` gives what the form begins with, `stored` what is kept, `words` label and value of a row."""

    name: str
    title: Text
    form: type[forms.Form]
    shown: Callable[[Any], dict[str, Any]]
    stored: Callable[[Mapping[str, Any]], list[Any]]
    words: Callable[[int, Any], tuple[str, str]]


def _band_words(number: int, band: Band) -> tuple[str, str]:
    told = {"km": _number(band.up_to_m / 1000), "minutes": _number(band.within_s / 60)}
    return now_("Band %(n)d") % {"n": number}, now_("up to %(km)s km by road: %(minutes)s min") % told


def _level_words(number: int, level: Level) -> tuple[str, str]:
    told = {"step": level.step.label, "minutes": _number(level.after_s / 60)}
    return now_("Level %(n)d") % {"n": number}, now_("%(step)s, after %(minutes)s min") % told


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
CLAUSES = tuple(clause for chapter in BOOK for clause in chapter.clauses)


def lines_of(policy: Policy) -> list[Line]:
    """Return every line of the policy in reading order, in the reader's language."""
    return [*_figures(policy), *_rows(policy)]


def _figures(policy: Policy) -> Iterator[Line]:
    for place, chapter in enumerate(BOOK, start=1):
        for number, clause in enumerate(chapter.clauses, start=1):
            value = clause.kind.words(getattr(policy, clause.name))
            yield Line(chapter.code, clause.name, f"{place}.{number}", str(clause.label), value)


def _rows(policy: Policy) -> Iterator[Line]:
    for place, table in enumerate(TABLES, start=len(BOOK) + 1):
        for number, row in enumerate(getattr(policy, table.name), start=1):
            label, value = table.words(number, row)
            yield Line(table.name, f"{table.name}.{number}", f"{place}.{number}", label, value)


def titles() -> list[tuple[str, Text]]:
    """Return (code, title) of all groups of lines."""
    return [*((one.code, one.title) for one in BOOK), *((one.name, one.title) for one in TABLES)]


def compare(left: Policy, right: Policy) -> list[tuple[Text, list[Pair]]]:
    """Set two policies side by side, group by group."""
    before, after = {one.key: one for one in lines_of(left)}, {one.key: one for one in lines_of(right)}
    pairs = [Pair(before.get(key), after.get(key)) for key in {**before, **after}]
    found = [(title, [pair for pair in pairs if pair.shown.group == code]) for code, title in titles()]
    return [(title, sorted(group, key=_place)) for title, group in found if group]


def _place(pair: Pair) -> tuple[int, ...]:
    """Rows that only one of the two has stand where they belong."""
    return tuple(int(part) for part in pair.shown.number.split("."))


def values_of(policy: Policy) -> dict[str, Any]:
    """Return the policy as it is stored."""
    found = {name: value for name, value in asdict(policy).items() if name != "label"}
    for table in TABLES:
        found[table.name] = [list(row.values()) for row in found[table.name]]
    return found


def checked(label: str, values: Mapping[str, Any]) -> Policy:
    """Return the values as a policy. Raises Invalid with a sentence for what can't hold."""
    try:
        policy = policy_of(label, dict(values))
    except (TypeError, ValueError, KeyError) as error:
        raise Invalid(_("The policy has a value that can't be read."), field="values") from error
    for clause in CLAUSES:
        _check_figure(clause, getattr(policy, clause.name))
    reaches = [band.up_to_m for band in policy.arrive_bands]
    if reaches != sorted(set(reaches)) or any(band.within_s <= 0 for band in policy.arrive_bands):
        raise Invalid(_("Each band must reach farther than the one before."), field="arrive_bands")
    if not policy.ladder or any(level.after_s <= 0 for level in policy.ladder):
        raise Invalid(_("The ladder needs at least one level, each with a delay."), field="ladder")
    return policy


def _check_figure(clause: Clause, value: Any) -> None:
    """Ask the clause's own form field whether the value can be."""
    if isinstance(value, str) or value is None:
        raise Invalid(_("%(clause)s: this value can't be.") % {"clause": clause.label}, field=clause.name)
    try:
        clause.kind.field().clean(clause.kind.shown(value))
    except forms.ValidationError as error:
        sentence = _("%(clause)s: %(why)s") % {"clause": clause.label, "why": " ".join(error.messages)}
        raise Invalid(sentence, field=clause.name) from error


def known_names() -> set[str]:
    """Return the policy's fields that this book tells; a test compares them with all."""
    return {clause.name for clause in CLAUSES} | {table.name for table in TABLES}


ALL_NAMES = {one.name for one in fields(Policy)} - {"label"}
