"""Stores by their URL: what each wants, what it says where that is missing, and signatures that need no network."""

import asyncio
import base64
import builtins
import os
import sys
from pathlib import Path
from typing import Any

import pytest

from storyboard.problems import NoAccess, Refused, StoryboardError, UsageError
from storyboard.run.assets.object_store import ObjectStore
from storyboard.run.assets.stores import checked_store, is_near, open_store
from storyboard.run.assets.web_store import WebStore
from tests.support.rsa_key import service_account

AWS = {"AWS_ACCESS_KEY_ID": "AKIA", "AWS_SECRET_ACCESS_KEY": "the-secret"}
AZURE = {"AZURE_STORAGE_ACCOUNT_NAME": "films", "AZURE_STORAGE_ACCOUNT_KEY": base64.b64encode(b"k" * 64).decode()}

GOOD = [
    ("s3://bucket", "s3://bucket"),
    ("s3://bucket/a/b/", "s3://bucket/a/b"),
    ("gs://my.bucket-1/x", "gs://my.bucket-1/x"),
    ("az://container", "az://container"),
    ("https://films.example.com/refs/", "https://films.example.com/refs"),
    ("http://127.0.0.1:8000/refs", "http://127.0.0.1:8000/refs"),
]


@pytest.mark.parametrize(("given", "kept"), GOOD)
def test_a_store_is_named_by_a_url(given: str, kept: str) -> None:
    assert checked_store(given) == kept


BAD = [
    "bucket",
    "ftp://bucket",
    "S3://bucket",
    "s3://",
    "s3:///folder",
    "s3://a",
    "s3://AKIA:the-secret@bucket/x",
    "s3://bucket?key=the-secret",
    "s3://AKIA:the-secret/with/slashes@bucket/x",
    "ftp://AKIA:the-secret/x",
    "AKIA:the-secret/x@bucket",
    "s3://bucket/../other",
    "s3://bucket//x",
    "s3://bucket/x\n",
    "s3://bucket/a b",
    "s3://bucket#the-secret",
    "https://me:the-secret@films.example.com",
    "https://films.example.com/?sig=the-secret",
    "http://films.example.com",
]


@pytest.mark.parametrize("url", BAD)
def test_what_is_no_store_or_bears_a_secret_is_wrong_usage(url: str) -> None:
    with pytest.raises(UsageError) as caught:
        checked_store(url)
    assert "the-secret" not in f"{caught.value.message} {caught.value.help}"


WHY = [
    ("s3://films/a//b", "s3://films/a//b is no store: a folder in it has no name"),
    ("s3://films/a b", "s3://films/a b is no store: a space is in the name of its folder"),
    ("s3://films/a+b", "s3://films/a+b is no store: '+' is in the name of its folder"),
    ("s3://films/../b", "`..` leads out of it"),
    ("s3:///x", "it names no bucket"),
    ("s3://a", "the name of a bucket has 2 to 255"),
    ("s3:films", "s3:films is no store"),
    ("s3://AKIA:the-sec/ret@bucket/x", "s3://… is no store: a name, a password, a port or a query is in it"),
]


@pytest.mark.parametrize(("url", "words"), WHY)
def test_why_it_is_no_store_is_told(url: str, words: str) -> None:
    with pytest.raises(UsageError) as caught:
        checked_store(url)
    assert words in caught.value.message
    assert "the-sec" not in caught.value.message


MISSING: list[tuple[str, dict[str, str], str]] = [
    ("s3://films", {}, "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are not set"),
    ("s3://films", {"AWS_ACCESS_KEY_ID": "AKIA"}, "films: AWS_SECRET_ACCESS_KEY is not set"),
    ("gs://films", {}, "none of GOOGLE_APPLICATION_CREDENTIALS, GOOGLE_SERVICE_ACCOUNT, GOOGLE_SERVICE_ACCOUNT_KEY"),
    ("az://films", {"AZURE_STORAGE_ACCOUNT_NAME": "films"}, "AZURE_STORAGE_ACCOUNT_KEY is not set"),
    ("gs://films", {"GOOGLE_SERVICE_ACCOUNT_KEY": "{the-secret"}, "GOOGLE_SERVICE_ACCOUNT_KEY say cannot be used"),
    ("az://films", {**AZURE, "AZURE_STORAGE_ACCOUNT_KEY": "the-secret!"}, "cannot be used for az://films"),
]


@pytest.mark.parametrize(("url", "environ", "words"), MISSING)
def test_keys_that_are_missing_or_no_keys_are_named(url: str, environ: dict[str, str], words: str) -> None:
    with pytest.raises(NoAccess) as caught:
        open_store(url, environ=environ)
    assert words in caught.value.message
    assert "the-secret" not in f"{caught.value.message} {caught.value.help}"


UNFIT = ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_REGION", "AZURE_STORAGE_ACCOUNT_KEY"]


@pytest.mark.parametrize("name", UNFIT)
def test_a_variable_with_a_line_break_is_named(name: str) -> None:
    url, environ = ("az://films", AZURE) if name.startswith("AZURE") else ("s3://films", AWS)
    with pytest.raises(NoAccess, match=f"{name} has a line break") as caught:
        open_store(url, environ={**environ, name: "the-secret\n"})
    assert "the-secret" not in f"{caught.value.message} {caught.value.help}"


@pytest.mark.parametrize(
    "name", ["AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL", "AWS_CHECKSUM_ALGORITHM", "AWS_S3_EXPRESS"]
)
def test_a_variable_that_is_set_to_nothing_counts_as_not_set(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, "")
    assert signed("s3://films", {**AWS, name: ""}).startswith("https://s3.us-east-1.amazonaws.com/films/a.png?")
    assert os.environ[name] == ""


def test_another_variable_that_the_library_cannot_use_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_CHECKSUM_ALGORITHM", "the-secret")
    with pytest.raises(NoAccess) as caught:
        open_store("s3://films", environ=AWS)
    assert "AWS_CHECKSUM_ALGORITHM" in caught.value.help
    assert "the-secret" not in caught.value.help


def test_a_library_that_breaks_down_is_told_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    class RustPanic(Exception):
        pass

    def break_down(*_: object) -> None:
        raise RustPanic("rust future panicked: the-secret")

    monkeypatch.setattr("obstore.sign_async", break_down)
    with pytest.raises(Refused, match="broke down, signing a URL at s3://films") as caught:
        signed("s3://films", AWS)
    assert "the-secret" not in f"{caught.value.message} {caught.value.help}"


@pytest.mark.parametrize("hours", [0, -1, 168.5, float("nan"), float("inf")])
def test_hours_are_bounded(hours: float) -> None:
    with pytest.raises(UsageError, match="cannot live"):
        open_store("s3://films", hours=hours, environ=AWS)


@pytest.mark.parametrize("name", ["AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL", "AWS_ENDPOINT"])
def test_an_endpoint_in_the_open_is_refused(name: str) -> None:
    with pytest.raises(UsageError, match="plain http to another machine"):
        open_store("s3://films", environ={**AWS, name: "http://minio.example.com"})


def test_without_the_library_the_way_to_it_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    imports = builtins.__import__

    def without(name: str, *args: Any, **options: Any) -> Any:
        if name.startswith("obstore"):
            raise ModuleNotFoundError(name=name)
        return imports(name, *args, **options)

    for name in [name for name in sys.modules if name.startswith("obstore")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(UsageError, match="needs the library obstore") as caught:
        open_store("s3://films", environ=AWS)
    assert caught.value.help == "`pip install 'storyboard-films[store]'`"
    assert isinstance(open_store("https://films.example.com", environ={}), WebStore)


def signed(url: str, environ: dict[str, str], *, hours: float = 24) -> str:
    store = open_store(url, hours=hours, environ=environ)
    assert isinstance(store, ObjectStore)
    return asyncio.run(store._signed("a.png"))


SIGNED: list[tuple[str, dict[str, str], str, tuple[str, ...]]] = [
    (
        "s3://films/x",
        AWS,
        "https://s3.us-east-1.amazonaws.com/films/x/a.png?",
        ("X-Amz-Expires=86400", "Credential=AKIA"),
    ),
    (
        "s3://films",
        {**AWS, "AWS_REGION": "auto", "AWS_ENDPOINT_URL_S3": "https://r2.example.com"},
        "https://r2.example.com/films/a.png?",
        ("%2Fauto%2Fs3%2F",),
    ),
    (
        "s3://films",
        {**AWS, "AWS_SESSION_TOKEN": "for-an-hour"},
        "https://s3.us-east-1.amazonaws.com/films/a.png?",
        ("X-Amz-Security-Token=for-an-hour",),
    ),
    ("az://films/x", AZURE, "https://films.blob.core.windows.net/films/x/a.png?", ("sig=", "sp=r&", "se=")),
]


@pytest.mark.parametrize(("url", "environ", "start", "parts"), SIGNED)
def test_a_url_is_signed_without_asking_anybody(
    url: str, environ: dict[str, str], start: str, parts: tuple[str, ...]
) -> None:
    made = signed(url, environ)
    assert made.startswith(start)
    assert [part for part in parts if part not in made] == []
    assert "the-secret" not in made


@pytest.mark.parametrize(
    "name", ["GOOGLE_SERVICE_ACCOUNT_KEY", "GOOGLE_SERVICE_ACCOUNT", "GOOGLE_APPLICATION_CREDENTIALS"]
)
def test_google_signs_with_the_key_of_a_service_account(tmp_path: Path, name: str) -> None:
    file = tmp_path / "key.json"
    file.write_text(service_account())
    made = signed("gs://films/x", {name: service_account() if name.endswith("_KEY") else str(file)}, hours=168)
    assert made.startswith("https://storage.googleapis.com/films/x/a.png?")
    assert "X-Goog-Expires=604800" in made


NEAR: list[tuple[str, dict[str, str], bool]] = [
    ("s3://films", AWS, False),
    ("s3://films", {"AWS_ENDPOINT_URL": "http://localhost:9000"}, True),
    ("s3://films", {"AWS_ENDPOINT_URL": "https://r2.example.com"}, False),
    ("gs://films", {"AWS_ENDPOINT_URL": "http://localhost:9000"}, False),
    ("http://127.0.0.1:8000", {}, True),
    ("https://films.example.com", {}, False),
]


@pytest.mark.parametrize(("url", "environ", "near"), NEAR)
def test_a_store_on_this_machine_is_known(url: str, environ: dict[str, str], near: bool) -> None:
    assert is_near(url, environ) is near


def test_errors_are_ours_alone() -> None:
    for url in BAD:
        with pytest.raises(StoryboardError):
            open_store(url, environ={})
