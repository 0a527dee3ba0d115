"""Filling a chapter's tables from a file without looking at each row on a page: every row is checked as the page would, then all are saved, or none.

A large file is checked by a job. Nothing is written before its last step, so that a worker who is killed leaves the draft as it was.
"""

from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from billing.policy.actions import amend_policy
from billing.policy.chapters import Chapter, Table, chapter_of
from billing.policy.choices import PolicyError, PolicyStatus
from billing.policy.forms import formset_class_of
from billing.policy.locks import lock_version
from billing.policy.models import PolicyVersion
from billing.policy.sheets import Rows, read_sheets
from common.errors import Invalid, WrongState
from common.files.models import StoredFile
from common.files.store import read_stored, store_bytes
from common.jobs.actions import start_job
from common.jobs.kinds import Result, Step, Steps, Work, job
from common.jobs.models import Job

LARGE = 500  # rows: from here on in the background
ROWS_A_STEP = 100
TOLD = 20
KIND = "policy_chapter"
FILL = "policy.fill_chapter"


@dataclass(frozen=True, slots=True)
class Filled:
    """A table with its rows as they are kept, and what is wrong with them."""

    table: Table
    rows: Sequence[Mapping[str, Any]]
    wrong: Sequence[str]


@transaction.atomic
def fill_chapter(
    version_id: UUID, chapter: Chapter, *, name: str, content: bytes, acting_user: Actor
) -> PolicyVersion | Job:
    """Put a file's rows in the place of those of a draft's chapter: at once, or by a job when there are many. Tables that the file lacks stay.

    Raises Invalid for a file that is none or naming the cells that are wrong, WrongState once the version is published or while a file is
    taken in.
    """
    acting_user.require("policy.draft")
    version = lock_version(version_id, acting_user)
    if version.status != PolicyStatus.DRAFT:
        raise WrongState(_("A published version is never changed. Draft a new one."), code=PolicyError.PUBLISHED)
    found = read_sheets(chapter, name, content)
    if sum(map(len, found.values())) <= LARGE:
        return _save(version, chapter, list(_checked(version, chapter, found)), acting_user)
    file = store_bytes(
        content, subject_id=version.pk, kind=KIND, name=name[-100:], content_type="application/octet-stream", station_id=None,
        uploaded_by=acting_user.id,
    )  # fmt: skip
    params = {"version": str(version.pk), "chapter": chapter.code, "file": str(file.pk), "name": name}
    subject = f"{version.label} · {chapter.title}"
    return start_job(FILL, params, acting_user=acting_user, subject=subject, key=str(version.pk))


def _page(row: Job) -> str:
    return reverse("policy:chapter", args=[row.params["version"], row.params["chapter"]])


@job(FILL, _("Policy chapter from a file"), action="policy.draft", link=_page)
def fill_from_file(work: Work) -> Steps:
    """Check the rows a hundred at a time, then save them together."""
    chapter, key = chapter_of(work.params["chapter"]), UUID(work.params["version"])
    content = read_stored(StoredFile.objects.get(pk=work.params["file"]))
    found = read_sheets(chapter, work.params["name"], content)
    total, done, parts = sum(map(len, found.values())), 0, list[Filled]()
    for part in _checked(lock_version(key, work.actor), chapter, found):
        parts.append(part)
        done += len(part.rows) + len(part.wrong)
        yield Step(min(done, total), total)
    _save(lock_version(key, work.actor), chapter, parts, work.actor)
    return Result({"rows": total, "chapter": chapter.code, "policy": PolicyVersion(pk=key).public_id})


def _checked(version: PolicyVersion, chapter: Chapter, found: Rows) -> Iterator[Filled]:
    """Yield the rows of each table in portions, each row read by the form that the page shows for it."""
    for _within, table in chapter.every_table():
        form_class = formset_class_of(table, version.content).form
        rows = found.get(table.name, ())
        for start in range(0, len(rows), ROWS_A_STEP):
            kept, wrong = [], []
            for number, row in enumerate(rows[start : start + ROWS_A_STEP], start=start + 1):
                form = form_class(data=row)
                if form.is_valid():
                    kept.append({field.name: field.json(form.cleaned_data[field.name]) for field in table.fields})
                else:
                    wrong.append(_words(table, number, form))
            yield Filled(table, kept, wrong)


def _words(table: Table, number: int, form: Any) -> str:
    said = "; ".join(f"{name}: {' '.join(map(str, messages))}" for name, messages in form.errors.items())
    return now_("%(table)s, row %(number)d: %(what)s") % {"table": table.title, "number": number, "what": said}


def _save(version: PolicyVersion, chapter: Chapter, parts: Sequence[Filled], actor: Actor) -> PolicyVersion:
    if wrong := [one for part in parts for one in part.wrong]:
        raise Invalid("; ".join(wrong[:TOLD]), code=PolicyError.FILE, field="sheet", wrong=len(wrong))
    content: dict[str, Any] = deepcopy(version.content)
    for within, table in chapter.every_table():
        rows = [row for part in parts if part.table.name == table.name for row in part.rows]
        if rows:
            holder = content.setdefault(within, {}) if within else content
            holder[table.name] = rows
    return amend_policy(
        version.pk,
        effective_from=version.effective_from,
        summary=version.summary,
        content=content,
        acting_user=actor,
    )
