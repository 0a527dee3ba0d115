"""The base of all API views: list and record from a gate, commands that call one action each."""

import json
from collections.abc import Callable
from enum import StrEnum
from functools import wraps
from typing import Any, ClassVar

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import exceptions, viewsets
from rest_framework.decorators import action as extra_action
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer, Serializer

from common.api.paging import CREATED, take
from common.api.parsing import refuse_nul
from common.api.serializers import NoBody
from common.errors import DomainError, Invalid, NotAllowed, NotYours
from common.idempotency.once import Answer, Attempt, once
from common.records import Record, RecordQuerySet

Body = type[Serializer]


class ApiError(StrEnum):
    """What is wrong with a request as such."""

    IF_MATCH_MISSING = "if_match_missing"
    UNKNOWN_FILTER = "filter_not_valid"


class PreconditionRequired(DomainError):
    """A change without If-Match (428)."""

    status = 428
    default_code = ApiError.IF_MATCH_MISSING
    default_message = _("Send If-Match with the ETag that you read, so that nobody's change is overwritten.")


class RecordApi(viewsets.GenericViewSet):
    """List and detail of one kind of record. Subclasses set `action` (a row of the role table), `serializer_class`,
    `filterset_class`, and `records()`, which asks the app's gate; commands are methods under `@command`, `@creates`, `@updates`."""

    action: Any = ""
    filterset_class: ClassVar[Any] = None
    lookup_field = "id"
    lookup_value_regex = "[a-z]+_[0-9a-z]+"
    create_command: ClassVar[str] = ""
    goes_by = CREATED  # the field by which the list is sorted; that of the days to which a request narrows it

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        for name, member in list(vars(cls).items()):
            if verb := getattr(member, "stands_for", None):
                setattr(cls, verb, member)
                if name != verb:
                    delattr(cls, name)

    # --- what subclasses say -----------------------------------------------------------------------------------------

    def records(self) -> RecordQuerySet:
        """Return the records in the actor's sight, from the app's gate."""
        raise NotImplementedError

    # --- what the frame does -----------------------------------------------------------------------------------------

    @property
    def actor(self) -> Any:
        """The person behind the key or session."""
        return getattr(self.request._request, "actor", None)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Refuse strangers (401), people with no role here (404), and roles that lack this step (403)."""
        super().initial(request, *args, **kwargs)
        if self.actor is None:
            raise exceptions.NotAuthenticated()
        if not self.actor.roles:
            raise NotYours()
        if not self.actor.may(self.needed()):
            raise NotAllowed()

    def needed(self) -> str:
        """Return the row of the role table that this request needs."""
        handler = getattr(self, self.action or "", None)
        return getattr(handler, "needs", "") or type(self).action

    def get_queryset(self) -> Any:
        """Return the records; the schema generator asks with nobody signed in and gets the model's empty set."""
        if getattr(self, "swagger_fake_view", False):
            return self.get_serializer_class().Meta.model.objects.none()  # type: ignore[attr-defined]
        return self.records()

    def filter_queryset(self, rows: Any) -> Any:
        """Apply the same filters as the page. Raises Invalid for a value that the filter does not understand."""
        if self.filterset_class is None:
            return rows
        return self.understood(self.filterset_class(self.request.query_params, rows))

    def understood(self, chosen: Any) -> Any:
        """Return what a bound filter leaves. Raises Invalid for a value that it does not understand."""
        if not chosen.is_valid():
            field, messages = next(iter(chosen.errors.items()))
            raise Invalid(str(messages[0]), code=ApiError.UNKNOWN_FILTER, field=field)
        rows = chosen.qs
        by_day = getattr(chosen, "by_day", "")
        self.goes_by = by_day if by_day and "__" not in by_day else CREATED
        return rows

    def find(self) -> Any:
        """Return the record that the address names. Raises NotYours."""
        rows = self.get_queryset()
        model: type[Record] = rows.model
        return rows.get_or_404(model.key_of(self.kwargs["id"]))

    def list(self, request: Request) -> Response:
        """Answer `{data, has_more, next_cursor}`."""
        rows = self.filter_queryset(self.get_queryset())
        page = take(rows, request.query_params, self.goes_by)
        data = self.get_serializer(page.rows, many=True).data
        return Response({"data": data, "has_more": page.next_cursor is not None, "next_cursor": page.next_cursor})

    def retrieve(self, request: Request, id: str) -> Response:
        """Answer one record with its ETag."""
        record = self.find()
        return Response(self.shown(record), headers={"ETag": f'"{record.version}"'})

    def shown(self, outcome: Any) -> Any:
        """Return a record (or the plain data that an action returned) as JSON."""
        return self.get_serializer(outcome).data if isinstance(outcome, Record) else outcome

    def run(
        self, body: Body, act: Callable[[dict[str, Any]], Any], status: int, record: Record | None = None
    ) -> Response:
        """Check the body against the record that it is about, act once for the Idempotency-Key, answer."""
        this = attempt(
            self.request._request, self.actor
        )  # before a form of several parts is read, which leaves no bytes behind
        given = body(data=self.request.data, context={**self.get_serializer_context(), "record": record})
        given.is_valid(raise_exception=True)
        refuse_nul(self.request.data)

        def effect() -> Answer:
            outcome = self.shown(act(given.validated_data))
            return Answer(status, json.loads(JSONRenderer().render(outcome)))

        answer = once(this, effect)
        return Response(
            answer.data, status=answer.status, headers={"Idempotent-Replayed": str(answer.replayed).lower()}
        )

    def check_if_match(self, record: Record, *, required: bool) -> None:
        """Compare If-Match with the record's version. Raises Stale (412), or PreconditionRequired (428) where it must be sent."""
        tag = self.request.headers.get("If-Match", "").strip('W/" ')
        if required and not tag:
            raise PreconditionRequired()
        record.expect_version(tag if tag.isdigit() else (0 if tag and tag != "*" else None))


def attempt(request: HttpRequest, actor: Any) -> Attempt:
    """Return this request as the idempotency store sees it."""
    key = request.headers.get("Idempotency-Key", "")[:200]
    return Attempt(f"{actor.id}:{actor.station_id or ''}", key, request.method or "", request.path, request.body)


def command(
    *, action: str, body: Body = NoBody, answer: type[BaseSerializer] | None = None
) -> Callable[[Callable[..., Any]], Any]:
    """Make the method below `POST …/{id}/<its-name>`: it gets the record and the checked body and calls one action.

    What it returns is the answer (a record is serialised). If-Match is honoured when sent.
    """

    def decorate(method: Callable[..., Any]) -> Any:
        @wraps(method)
        def handle(self: RecordApi, request: Request, id: str) -> Response:
            record = self.find()
            self.check_if_match(record, required=False)
            return self.run(body, lambda data: method(self, record, data), 200, record)

        route = extra_action(
            detail=True, methods=["post"], url_path=method.__name__.replace("_", "-"), url_name=method.__name__
        )
        done: Any = _described(body, answer)(route(handle))  # last, since the route forgets what was described before
        done.needs = action
        return done

    return decorate


def list_command(
    *, action: str, body: Body = NoBody, answer: type[BaseSerializer] | None = None
) -> Callable[[Callable[..., Any]], Any]:
    """Make the method below `POST …/<its-name>`, a step that is about several records or none: it gets the checked body."""

    def decorate(method: Callable[..., Any]) -> Any:
        @wraps(method)
        def handle(self: RecordApi, request: Request) -> Response:
            return self.run(body, lambda data: method(self, data), 200)

        path = method.__name__.replace("_", "-")
        route = extra_action(detail=False, methods=["post"], url_path=path, url_name=method.__name__)
        done: Any = _described(body, answer)(route(handle))
        done.needs = action
        return done

    return decorate


def needs(action: str) -> Callable[[Any], Any]:
    """Name the row of the role table that the method below needs instead of its view's."""

    def mark(method: Any) -> Any:
        method.needs = action
        return method

    return mark


def creates(*, action: str, body: Body) -> Callable[[Callable[..., Any]], Any]:
    """Make the method below `POST` on the list: it gets the checked body, calls one action and returns the new record (201)."""

    def decorate(method: Callable[..., Any]) -> Any:
        @extend_schema(request=body)
        @wraps(method)
        def create(self: RecordApi, request: Request) -> Response:
            return self.run(body, lambda data: method(self, data), 201)

        return _standing_for(create, "create", action)

    return decorate


def updates(*, action: str, body: Body) -> Callable[[Callable[..., Any]], Any]:
    """Make the method below `PATCH …/{id}`: it gets the record and the checked body. If-Match is required (428), stale is 412."""

    def decorate(method: Callable[..., Any]) -> Any:
        @extend_schema(request=body)
        @wraps(method)
        def partial_update(self: RecordApi, request: Request, id: str) -> Response:
            record = self.find()
            self.check_if_match(record, required=True)
            given = body(data=request.data, partial=True, context={"record": record})
            given.is_valid(raise_exception=True)
            refuse_nul(request.data)
            changed = method(self, record, given.validated_data)
            return Response(self.shown(changed), headers={"ETag": f'"{changed.version}"'})

        return _standing_for(partial_update, "partial_update", action)

    return decorate


def _described(body: Body, answer: type[BaseSerializer] | None) -> Callable[[Any], Any]:
    return extend_schema(request=body, responses={200: answer}) if answer else extend_schema(request=body)


def _standing_for(handle: Any, verb: str, action: str) -> Any:
    handle.stands_for = verb
    handle.needs = action
    handle.__name__ = verb
    return handle
