"""What kinds of long work there are. A kind is one generator function below `@job(…)` in the `jobs.py` of the app that does the work."""

from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from common.jobs.models import Job
from common.text import Text


@dataclass(frozen=True, slots=True)
class Step:
    """What a job function yields after each bit of work: how far it is, and the `cursor` from which it would go on.

    All that was written since the step before is committed with it, or not at all.
    """

    done: int
    total: int | None = None
    message: Text = ""
    cursor: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Result:
    """What a job function returns at the end: plain data, and the key of a stored file if there is one."""

    data: Mapping[str, Any] = field(default_factory=dict)
    file_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Work:
    """What a job function is given: its job, where it left off, and who started it (an Actor who stands where they stood)."""

    job: Job
    actor: Any

    @property
    def params(self) -> Mapping[str, Any]:
        """Return what it was started with."""
        params: Mapping[str, Any] = self.job.params
        return params

    @property
    def cursor(self) -> Mapping[str, Any]:
        """Return the cursor of the last step that came through; empty at the beginning."""
        cursor: Mapping[str, Any] = self.job.cursor
        return cursor


Steps = Generator[Step, None, Result | None]
Function = Callable[[Work], Steps]
Link = Callable[[Job], str]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of job: its code, what people call it, the row of the role table that starting it needs, and where its result is shown."""

    code: str
    title: Text
    action: str
    run: Function
    link: Link | None


_kinds: dict[str, Kind] = {}


def job(code: str, title: Text, *, action: str, link: Link | None = None) -> Callable[[Function], Function]:
    """Register the generator function below as a kind of job. A step is to take well under a second: a cancel waits for it.

    It may be called again with the cursor of its last step, in another process; it holds no `with` of the database over a `yield`,
    since each step is a transaction of its own.
    """

    def register(run: Function) -> Function:
        _kinds[code] = Kind(code, title, action, run, link)
        return run

    return register


def kind_of(code: str) -> Kind | None:
    """Return the kind with this code, or None when no app here knows it."""
    return _kinds.get(code)


def known_kinds() -> list[str]:
    """Return the codes of all kinds."""
    return list(_kinds)


def title_of(row: Job) -> Text:
    """Return what people call a job of this kind."""
    known = kind_of(row.kind)
    return known.title if known else row.kind


def link_of(row: Job) -> str:
    """Return where the job's result is shown, or nothing."""
    known = kind_of(row.kind)
    return known.link(row) if known and known.link else ""
