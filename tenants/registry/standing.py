"""Working inside a station's schema outside a request: tasks, subscribers, commands, tests."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.utils.translation import override

from accounts.actors import Actor, actor_at_office, actor_at_station
from accounts.models import User
from common.database.alias import app
from common.jobs.models import Job
from common.people import Process
from common.scope import Scope, scoped
from tenants.registry.models import Station


@contextmanager
def inside(station: Station) -> Iterator[None]:
    """Stand in the station's schema and scope until the block ends; whoever stood elsewhere before stands there again."""
    before = app().tenant
    with scoped(Scope(station=station.pk)):
        app().set_tenant(station)
        try:
            yield
        finally:
            app().set_tenant(before)


@contextmanager
def at_head_office() -> Iterator[None]:
    """Leave the station's schema and scope for what head office keeps: rows of all stations, until the block ends."""
    before = app().tenant
    with scoped(Scope(office=True)):
        app().set_schema_to_public()
        try:
            yield
        finally:
            app().set_tenant(before)


@contextmanager
def as_starter(job: Job) -> Iterator[Actor | Process]:
    """Stand where the person stood who started the job, with the roles that they hold there now; it speaks their language."""
    user = User.objects.filter(pk=job.actor_id, is_active=True).first() if job.actor_id else None
    station = Station.objects.filter(pk=job.station_id).first() if job.station_id else None
    with override(user.language if user else settings.LANGUAGE_CODE), inside(station) if station else at_head_office():
        if user is None:
            yield Process(job.actor_name)
        else:
            yield actor_at_station(user, station) if station else actor_at_office(user)
