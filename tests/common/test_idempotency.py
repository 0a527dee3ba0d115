"""The same POST twice is done once."""

import threading
from collections.abc import Callable

import pytest
from django.db import connection, transaction

from common.errors import Invalid, WrongState
from common.idempotency.models import StoredAnswer
from common.idempotency.once import Answer, Attempt, IdempotencyError, once


def attempt(key: str = "k1", body: bytes = b"{}") -> Attempt:
    return Attempt("somebody", key, "POST", "/api/v1/claims", body)


def counting(status: int = 201) -> tuple[list[int], Callable[[], Answer]]:
    calls: list[int] = []

    def effect() -> Answer:
        calls.append(1)
        return Answer(status, {"n": len(calls)})

    return calls, effect


def test_a_repeated_request_gets_the_stored_answer(db: None) -> None:
    calls, effect = counting()
    first, second = once(attempt(), effect), once(attempt(), effect)
    assert (first.data, second.data, second.replayed) == ({"n": 1}, {"n": 1}, True)
    assert calls == [1]


def test_another_body_under_the_same_key_is_refused(db: None) -> None:
    _, effect = counting()
    once(attempt(), effect)
    with pytest.raises(Invalid) as refused:
        once(attempt(body=b'{"other": 1}'), effect)
    assert refused.value.code == IdempotencyError.OTHER_BODY


def test_a_key_must_be_sent(db: None) -> None:
    with pytest.raises(Invalid) as refused:
        once(attempt(key=""), counting()[1])
    assert refused.value.code == IdempotencyError.MISSING


def test_a_crash_frees_the_key(db: None) -> None:
    def crash() -> Answer:
        raise RuntimeError("power cut")

    with pytest.raises(RuntimeError):
        once(attempt(), crash)
    calls, effect = counting()
    once(attempt(), effect)
    assert calls == [1]


def test_a_refusal_is_not_stored(db: None) -> None:
    once(attempt(), counting(status=409)[1])
    assert not StoredAnswer.objects.exists()


def test_a_second_request_while_the_first_runs_is_told_so(committed_db: None) -> None:
    inside, leave = threading.Event(), threading.Event()

    def slow() -> Answer:
        inside.set()
        leave.wait(10)
        return Answer(201, {})

    def first() -> None:
        once(attempt(), slow)
        connection.close()

    runner = threading.Thread(target=first)
    runner.start()
    inside.wait(10)
    with pytest.raises(WrongState) as refused, transaction.atomic():
        once(attempt(), slow)
    leave.set()
    runner.join()
    assert refused.value.code == IdempotencyError.RUNNING
