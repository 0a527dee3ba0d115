"""Every entry of a timeline reads as words in both languages: no verb and no field without a translated name."""

import re
from functools import cache

import pytest
from django.apps import apps
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from billing.claims.choices import OldPartState
from billing.subscriptions.choices import InvoiceStatus
from common.jobs.choices import JobStatus
from common.pages import timeline
from tests.house.history_words import Told, told_in
from tests.house.test_layout import ROOT, trees

CHINESE = re.compile(r"[\u4e00-\u9fff]")
SAME = {"VIN", "SPN", "FMI", "SHA-256", "WMI", "URL", "GPS", "DTC", "API"}  # words that Chinese readers write so, too
MADE_UP = {  # verbs that the source puts together
    *(f"job.{status.value}" for status in (JobStatus.DONE, JobStatus.FAILED, JobStatus.CANCELLED)),
    *(f"claim.old_part_{state.value}" for state in OldPartState if state != OldPartState.NOT_REQUIRED),
    *(f"preauthorisation.{verb}" for verb in ("answered", "asked", "approved", "refused", "withdrawn")),
    *(
        f"{table}.{done}"
        for table in ("labour_operation", "failure_code", "part", "wmi")
        for done in ("added", "changed")
    ),
    *(
        f"{noun}.{verb}"
        for noun in (
            "agreement_template",
            "building_rules",
            "call_policy",
            "dispatch_policy",
            "dispute_policy",
            "paper_rules",
            "score_standard",
            "selection_standard",
            "travel_policy",
        )
        for verb in ("drafted", "amended", "published", "withdrawn")
    ),
    *(f"invoice.{status.value}" for status in InvoiceStatus),
}


@cache
def everything_told() -> list[Told]:
    return [told for path, tree in trees() for told in told_in(path, tree)]


def test_the_source_is_read() -> None:
    told = everything_told()
    assert len(told) > 150
    assert {"claim.submitted", "case.opened", "station.opened"} & {one.verb for one in told}
    assert len({key for one in told for key in one.keys}) > 100


def test_every_verb_has_words_in_both_languages() -> None:
    verbs = {one.verb: one for one in everything_told() if one.verb}
    assert [
        f"{one.path.relative_to(ROOT)}:{one.line} {verb}" for verb, one in sorted(verbs.items()) if not named(verb)
    ] == []


def test_a_verb_without_words_would_be_found() -> None:
    assert not named("claim.no_such_thing")
    assert not is_translated("written_on")
    assert not is_translated(_("Django has no words for this"))


def named(verb: str) -> bool:
    return verb in timeline._words and is_translated(timeline._words[verb])


def is_translated(words: object) -> bool:
    with translation.override("zh-hans"):
        chinese = str(words)
    return bool(CHINESE.search(chinese)) or chinese in SAME


@pytest.mark.parametrize("verb", sorted(MADE_UP))
def test_a_verb_that_is_put_together_has_words_too(verb: str) -> None:
    assert named(verb)


def test_every_field_has_a_name_in_both_languages() -> None:
    missing: dict[str, str] = {}
    for told in everything_told():
        fields = field_names(told.path.relative_to(ROOT).parts)
        for key in told.keys - timeline.HIDDEN:
            if not (key.endswith("_id") or is_translated(timeline._labels.get(key, "")) or key in fields):
                missing.setdefault(key, f"{told.path.relative_to(ROOT)}:{told.line}")
    assert missing == {}


def field_names(parts: tuple[str, ...]) -> set[str]:
    """Return the fields with a translated name of the models in the app of a file."""
    package = ".".join(parts[1:2] if parts[0] == "platform" else parts[:2])
    models = [model for model in apps.get_models() if model.__module__.startswith(package)]
    return {
        field.name
        for model in models
        for field in model._meta.get_fields()
        if is_translated(getattr(field, "verbose_name", ""))
    }


def test_a_field_that_nobody_named_takes_the_label_of_its_room() -> None:
    """Django makes "vehicle" of a foreign key without a name, in English, whatever the reader reads."""
    case = apps.get_model("hotline", "Case")
    with translation.override("zh-hans"):
        assert str(timeline._title("vehicle", timeline._field(case, "vehicle"), case)) == "车辆"


def test_what_is_counted_by_a_code_is_told_by_its_words() -> None:
    rescue = apps.get_model("dispatch", "Rescue")
    with translation.override("zh-hans"):
        change = timeline._change("only_reason", None, {"too_far": 35, "off_duty": 1}, rescue)
        assert (change.label, change.after) == ("仅此一条不符", "距离过远: 35, 下班: 1")
