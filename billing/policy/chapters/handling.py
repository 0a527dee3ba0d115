"""Chapters about how claims are handled: old parts, what must be asked for first, photos, periods and limits."""

from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from billing.policy.chapters.blocks import Chapter, Figures, Table
from billing.policy.chapters.fields import Amount, Code, Codes, Pick, Share, Words
from billing.policy.chapters.words import CLAUSE, COMPONENT, days
from billing.policy.choices import ClaimType, OldPartAction, PhotoSubject
from billing.policy.policies import Limits, OldPartLine, OldParts, PhotoRule, Preauthorisation

KIND = Pick(name="claim_type", label=_("Kind of claim"), key=True, choices=ClaimType, wild=True)

OLD_PARTS = Chapter(
    code="old_parts",
    title=_("Old parts"),
    explain=_("The most precise line holds: part number before component, kind of claim and station."),
    figures=Figures(
        name="old_parts",
        title=_("In general"),
        make=OldParts,
        fields=(
            CLAUSE,
            days("return_days", _("To be returned within"), 1),
            Amount(name="waived_below_minor", label=_("Not wanted back below")),
        ),
        tables=(
            Table(
                name="lines",
                title=_("What is handled otherwise"),
                make=OldPartLine,
                fields=(
                    CLAUSE,
                    Code(name="part", label=_("Part number"), key=True, source="part"),
                    COMPONENT,
                    KIND,
                    Code(name="station", label=_("Station"), key=True, most=12, source="station"),
                    Pick(name="action", label=_("What to do"), choices=OldPartAction),
                    days("days", _("Within (days)"), 1, optional=True),
                ),
            ),
        ),
    ),
)

PREAUTHORISATION = Chapter(
    code="preauthorisation",
    title=_("Pre-authorisation and photos"),
    figures=Figures(
        name="preauthorisation",
        title=_("To be asked for before the work begins"),
        make=Preauthorisation,
        optional=True,
        fields=(
            CLAUSE,
            Amount(name="threshold_minor", label=_("Amounts above"), help=_("0: no amount.")),
            Codes(name="components", label=_("Components"), source="component"),
            Codes(name="types", label=_("Kinds of claim"), choices=ClaimType),
            days("valid_days", _("Valid for"), 1),
        ),
    ),
    tables=(
        Table(
            name="photos",
            title=_("Photos that a claim needs"),
            make=PhotoRule,
            fields=(CLAUSE, KIND, Pick(name="subject", label=_("Photo of"), key=True, choices=PhotoSubject)),
        ),
    ),
)

LIMITS = Chapter(
    code="limits",
    title=_("Periods and limits"),
    figures=Figures(
        name="limits",
        title=_("Periods and limits"),
        make=Limits,
        fields=(
            Words(name="repeat_clause", label=_("Clause on repeats"), most=20),
            days("repeat_days", _("Repeats are the station's within"), clause="repeat_clause"),
            Words(name="entry_clause", label=_("Clause on handing in"), most=20),
            days("entry_days", _("Claims are handed in within"), 1, clause="entry_clause"),
            Words(name="appeal_clause", label=_("Clause on appeals"), most=20),
            days("appeal_days", _("Appeal within"), 1, clause="appeal_clause"),
            Words(name="automatic_clause", label=_("Clause on settling by rule"), most=20),
            Amount(name="automatic_limit_minor", label=_("Quick decision up to"), clause="automatic_clause"),
            Codes(
                name="automatic_types",
                label=_("Claim types that are settled by rule"),
                help=_("None: nothing is settled without a person."),
                clause="automatic_clause",
                choices=ClaimType,
            ),
            Share(
                name="automatic_sample_percent",
                label=_("Of these, looked at by a person"),
                clause="automatic_clause",
                most=Decimal(100),
            ),
        ),
    ),
)
