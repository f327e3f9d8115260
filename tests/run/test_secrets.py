"""Secrets in what the other side says: hidden however they are spelt, and only in words."""

import asyncio
import html
import json
from urllib.parse import quote

import httpx
import pytest

from storyboard.provider.envelope import parse
from storyboard.provider.wire import HttpResponse
from storyboard.run.net.client import ask, open_wire
from storyboard.run.net.secrets import Secrets
from storyboard.run.production.options import Options
from tests.run.films import PICTURE, Film, a_call, a_plan
from tests.run.test_client import BASE, GET

KEY = 'sk/ab+cd&EFGH"0123456789=='
HOOK = "https://me:apassword123@hooks.example.com/a-secret-path/in?token=a-secret-token#a-secret-end"


def spelt(secret: str) -> list[str]:
    inner = json.dumps(secret)[1:-1]
    return [
        *(secret, secret.upper(), quote(secret), quote(secret, safe="").lower(), html.escape(secret)),
        *(inner, secret.replace("/", r"\/")),
    ]


@pytest.mark.parametrize("words", spelt(KEY))
def test_a_secret_is_hidden_however_it_is_spelt(words: str) -> None:
    secrets = Secrets()
    secrets.keep(KEY, name="(the key)")
    assert secrets.hide(f"bad key {words}, really") == "bad key (the key), really"


@pytest.mark.parametrize("part", [HOOK, "apassword123", "a-secret-path", "token=a-secret-token", "a-secret-end"])
def test_an_address_is_hidden_in_its_parts_too(part: str) -> None:
    secrets = Secrets()
    secrets.keep(HOOK, name="(it)")
    assert secrets.hide(f"cannot call {part} at hooks.example.com") == "cannot call (it) at hooks.example.com"


def test_what_is_short_is_a_word_and_no_secret() -> None:
    secrets = Secrets()
    for word in ("sandbox", "", "https://a.test/hooks/in"):
        secrets.keep(word, name="(it)")
    assert secrets.hide("the sandbox has hooks") == "the sandbox has hooks"


def test_tokens_are_hidden_however_many_there_are() -> None:
    secrets = Secrets()
    for number in range(10_000):
        secrets.keep_token(f"token-{number:020}_", name="(a token)")
    told = f"cannot call https://a.test/hooks/token-{7:020}_?x=token-{9_999:020}_, nor token-{10_000:020}_ nor me"
    assert secrets.hide(told) == told.replace(f"token-{7:020}_", "(a token)").replace(
        f"token-{9_999:020}_", "(a token)"
    )


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-32"])
def test_an_answer_is_read_without_the_key_and_leads_where_it_led(encoding: str) -> None:
    told = {"message": [KEY, {"in": f"a {KEY}"}], "taskId": KEY, "url": f"https://a.test/?k={quote(KEY)}", "n": 1}
    text = json.dumps(told).replace("/", r"\/").replace("ab", r"\u0061\u0062")

    async def once() -> object:
        answer = httpx.MockTransport(lambda _: httpx.Response(200, content=text.encode(encoding)))
        async with open_wire(BASE, key=("x-api-key", KEY), transport=answer) as wire:
            return await ask(wire, GET)

    reply = asyncio.run(once())
    assert isinstance(reply, HttpResponse)
    assert parse(reply) == {**told, "message": ["(the key)", {"in": "a (the key)"}]}


def test_what_a_body_held_from_the_environment_is_repeated_nowhere(film: Film) -> None:
    def refuse(*_: object) -> httpx.Response:
        url = film.api.submitted[-1]["webhookUrl"]
        return httpx.Response(400, json={"message": f"cannot call {url}", "issues": [{"message": "not a-secret-path"}]})

    film.api.steps = [refuse]
    refs = [{"type": "image", "name": "Image1", "order": 1, "image": PICTURE}]
    plan = a_plan(a_call("one/a", refs=refs, webhookUrl={"$env": "HOOK"}))
    outcome = film.run(plan, Options(environ={"HOOK": HOOK}))
    assert film.api.submitted[-1]["webhookUrl"] == HOOK
    assert outcome.manifest.shots[0].because == ("cannot call (${HOOK}); not (${HOOK})",)
    left = [path.read_bytes() for path in film.folder.rglob("*") if path.is_file()] + [repr(film.events).encode()]
    assert [part for part in (b"a-secret", b"apassword") for content in left if part in content] == []
