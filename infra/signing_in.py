"""The demo checks itself: it signs in as each persona through the form and opens their home page."""

from __future__ import annotations

import re
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin, urlsplit

import httpx

from infra.handout import LOGS
from infra.steps import StepFailed
from infra.supervisor import shown


@dataclass(frozen=True)
class SignIn:
    login: str
    problem: str  # empty when the home page answered


def sign_in_as_everybody(demo: Mapping[str, Any]) -> None:
    form = fetch_login_form(demo["base"])
    with ThreadPoolExecutor(max_workers=2) as pool:
        results = list(pool.map(lambda persona: try_sign_in(form, persona), demo["personas"]))
    problems = [f"{result.login}: {result.problem}" for result in results if result.problem]
    if problems:
        log = shown(LOGS / "web.log")
        sentence = f"{len(problems)} of {len(results)} personas could not reach their home page; see {log}."
        raise StepFailed(sentence, "\n".join(problems))


@dataclass(frozen=True)
class LoginForm:
    """The sign-in page as an anonymous browser has it: its address, the form's token and the cookie that matches."""

    address: str
    token: str
    cookies: Mapping[str, str]


def fetch_login_form(base: str) -> LoginForm:
    page = httpx.get(f"{base}/accounts/login/", timeout=30, trust_env=False)
    token = re.search(r'name="csrfmiddlewaretoken"[^>]*value="([^"]+)"', page.text)
    if page.status_code != 200 or not token:
        raise StepFailed(
            f"The sign-in page answered {page.status_code} and has no form; see {shown(LOGS / 'web.log')}."
        )
    return LoginForm(str(page.url), token[1], dict(page.cookies))


def try_sign_in(form: LoginForm, persona: Mapping[str, Any]) -> SignIn:
    """Sign in through the form as a person would, then open the persona's home page."""
    login = str(persona["login"])
    with httpx.Client(cookies=dict(form.cookies), timeout=30, trust_env=False) as client:
        try:
            problem = submit_login_form(client, form, login, str(persona["password"]))
            return SignIn(login, problem or open_home(client, urljoin(form.address, str(persona["home"]))))
        except httpx.HTTPError as error:
            return SignIn(login, f"{type(error).__name__}: {error}")


def submit_login_form(client: httpx.Client, form: LoginForm, login: str, password: str) -> str:
    """Returns what went wrong, or "" after a successful sign-in, which answers with a redirect."""
    data = {"csrfmiddlewaretoken": form.token, "login": login, "password": password}
    answer = client.post(form.address, data=data, headers={"Referer": form.address})
    return "" if answer.status_code == 302 else f"the login was not accepted (status {answer.status_code})"


def open_home(client: httpx.Client, address: str) -> str:
    page = client.get(address, follow_redirects=True)
    if page.status_code != 200 or page.url.path != urlsplit(address).path:
        return f"the home page {address} answered {page.status_code} at {page.url}"
    return ""
