"""Pollo's webhooks: how one is signed, and what one that came says, if it may be believed at all.

The vendor names no unit for the timestamp and no tolerance for the clock. Seconds and milliseconds are both read;
the tolerance is ours.
"""

import binascii
import hmac
import json
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from storyboard.provider.plain import mapping, task_id

SECRET_VARIABLE = "POLLO_WEBHOOK_SECRET"  # noqa: S105 - the name of one
URL_KEY = "webhookUrl"
ID, TIMESTAMP, SIGNATURE = "x-webhook-id", "x-webhook-timestamp", "x-webhook-signature"
TOLERANCE = 300.0
"""Seconds that the sender's clock and ours may be apart, and that a webhook may be on its way."""
_LONGEST_ID = 200
_MILLISECONDS = 10**11  # as seconds it would be the year 5138


@dataclass(frozen=True, slots=True, kw_only=True)
class Hook:
    """A webhook that was signed with the secret a short while ago. `id` is its own: the same one may come again."""

    id: str
    task_id: str
    status: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BadHook:
    """One that is not to be believed: not signed with the secret, too old or too new, or not a webhook at all."""

    fault: Literal["signature", "time", "content"]


def read_secret(written: str) -> bytes | None:
    """Give the bytes of a secret as the vendor shows it, in Base64; None where it is none."""
    try:
        return b64decode(written.strip(), validate=True) or None
    except (binascii.Error, ValueError):
        return None


def sign_hook(secret: bytes, *, id: str, timestamp: str, body: bytes) -> str:
    """Sign a webhook as Pollo does: Base64 of HMAC-SHA256 over `{id}.{timestamp}.{body}`."""
    return b64encode(hmac.digest(secret, f"{id}.{timestamp}.".encode() + body, "sha256")).decode()


def hook_headers(secret: bytes, *, id: str, timestamp: str, body: bytes) -> dict[str, str]:
    """Give the headers that a webhook bears."""
    return {ID: id, TIMESTAMP: timestamp, SIGNATURE: sign_hook(secret, id=id, timestamp=timestamp, body=body)}


def read_hook(headers: Mapping[str, str], body: bytes, *, secret: bytes, now: float) -> Hook | BadHook:
    """Read a webhook. `headers` are looked up in lower case, `body` is as it came, `now` is in seconds since 1970.

    Nothing of the body is looked at before its signature is found to be right.
    """
    id, timestamp = headers.get(ID, ""), headers.get(TIMESTAMP, "")
    right = sign_hook(secret, id=id, timestamp=timestamp, body=body)
    if not id or not hmac.compare_digest(right.encode(), headers.get(SIGNATURE, "").strip().encode()):
        return BadHook(fault="signature")
    sent = _seconds(timestamp)
    if sent is None or abs(now - sent) > TOLERANCE:
        return BadHook(fault="time")
    return _content(id, body)


def _content(id: str, body: bytes) -> Hook | BadHook:
    try:
        said = mapping(json.loads(body))
    except (ValueError, RecursionError):
        return BadHook(fault="content")
    task, status = task_id(said.get("taskId")), said.get("status")
    if task is None or status not in ("succeed", "failed") or len(id) > _LONGEST_ID:
        return BadHook(fault="content")
    return Hook(id=id, task_id=task, status=status)


def _seconds(timestamp: str) -> float | None:
    if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) < 15):
        return None
    return int(timestamp) / 1000 if int(timestamp) > _MILLISECONDS else float(timestamp)
