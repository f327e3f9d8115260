"""What a request asks for, read back from its body: beside `request.py`, all that knows the keys of one."""

import json
from collections.abc import Mapping
from typing import Any

_TAKES = "videoNum"
# What a charge may hang on, beside the kinds of references; the takes are counted out of it.
_CHARGED = ("duration", "resolution", "aspectRatio", "generateAudio", "unlimited")


def read_body(body: str) -> dict[str, Any]:
    """Read the JSON of a body, with its placeholders."""
    data: dict[str, Any] = json.loads(body)
    return data


def takes_in(body: Mapping[str, Any]) -> int:
    """Say how many takes are asked for."""
    takes: int = body["input"].get(_TAKES, 1)
    return takes


def with_takes(body: Mapping[str, Any], takes: int) -> dict[str, Any]:
    """Give the body that asks for so many takes."""
    return {**body, "input": {**body["input"], _TAKES: takes}}


def prompt_in(body: Mapping[str, Any]) -> str:
    """Give the prompt."""
    prompt: str = body["input"]["prompt"]
    return prompt


def refs_in(body: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Give the references as they are sent. Raises KeyError where there are none."""
    refs: list[dict[str, Any]] = body["input"]["refs"]
    return refs


def size_in(body: Mapping[str, Any]) -> tuple[str, str]:
    """Give the resolution and the aspect ratio; empty what is not asked for."""
    asked = body["input"]
    return asked.get("resolution", ""), asked.get("aspectRatio", "")


def seconds_in(body: Mapping[str, Any]) -> float | None:
    """Give the seconds of a clip; None where none are asked for."""
    seconds: float | None = body["input"].get("duration")
    return seconds


def sound_in(body: Mapping[str, Any]) -> bool:
    """Say whether sound is asked for; not where nobody knows the request, and its body is empty."""
    return body.get("input", {}).get("generateAudio") is True


def seen_in(body: Mapping[str, Any]) -> dict[str, Any]:
    """Give what the model sees: the input without the number of takes."""
    return {key: value for key, value in body["input"].items() if key != _TAKES}


def charged_in(body: Mapping[str, Any]) -> list[Any]:
    """Give what the charge for one take may hang on. Raises KeyError or TypeError for what is no body."""
    return [sorted({ref["type"] for ref in refs_in(body)}), *(body["input"].get(key) for key in _CHARGED)]


def quoted_in(body: Mapping[str, Any]) -> dict[str, Any]:
    """Give what a quote may hang on: the input without its words and addresses."""
    kinds = sorted(ref["type"] for ref in refs_in(body))
    return {**body["input"], "prompt": "", "refs": kinds, "imageMeta": None}
