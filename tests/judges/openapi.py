"""The API as an OpenAPI document: by the vendor's own page where that is at hand, else by the shipped model profile.

The page describes one call, the submission. The others, and the envelope around every answer, are the facts that
docs/pollo.md gathers, here as schemas.
"""

import re
from copy import deepcopy
from pathlib import Path
from typing import Any

import yaml

from tests.provider.models import model_data

ROOT = Path(__file__).parents[2]
# The vendor's page is not part of the project; who has it keeps it in a folder beside the checkout.
PAGE = next(ROOT.parent.glob("*/seed/seedance-2-0-mini-ref2video.md"), None)
MODEL = "seedance-2-0-mini"

Schema = dict[str, Any]

STATUSES = ["waiting", "succeed", "failed", "processing"]
TEXT: Schema = {"type": "string"}
CREDITS: Schema = {"type": "number", "minimum": 0}


def whole(**properties: Schema) -> Schema:
    """Describe an object that has all of these properties and no other."""
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


TASK = whole(taskId=TEXT, status={"type": "string", "enum": STATUSES})
GENERATION = whole(
    id=TEXT,
    status={"type": "string", "enum": STATUSES},
    failMsg={"type": "string", "nullable": True},
    url=TEXT,
    mediaType={"type": "string", "enum": ["video"]},
    createdDate={"type": "string", "format": "date-time"},
    updatedDate={"type": "string", "format": "date-time"},
)
STATUS = whole(taskId=TEXT, credit=CREDITS, generations={"type": "array", "items": GENERATION})
QUOTE = whole(cost=CREDITS, totalCost=CREDITS)
BALANCE = whole(availableCredits=CREDITS, totalCredits=CREDITS)
ERROR: Schema = {
    **whole(message=TEXT, code=TEXT, issues={"type": "array", "items": whole(message=TEXT)}),
    "required": ["message", "code"],
}
KEY: Schema = {"ApiKeyAuth": {"type": "apiKey", "in": "header", "name": "x-api-key"}}


def described(page: Path | None = PAGE) -> Schema:
    """Give the document, judging submissions by the page, or by the profile where there is no page."""
    profile = model_data(MODEL)
    body, made, error = _of_page(page.read_text(encoding="utf-8")) if page else _of_profile(profile)
    task = {"name": "task", "in": "path", "required": True, "schema": TEXT}
    return {
        "openapi": "3.0.3",
        "info": {"title": "The API", "version": "1"},
        "paths": {
            profile["path"]: {"post": call(made, error, body=body)},
            profile["quote_path"]: {"post": call(QUOTE, error, body=body)},
            "/generation/{task}/status": {"get": {**call(STATUS, error), "parameters": [task]}},
            "/credit/balance": {"get": call(BALANCE, error)},
        },
        "components": {"securitySchemes": KEY},
    }


def call(answer: Schema, error: Schema = ERROR, *, body: Schema | None = None) -> Schema:
    """Describe a call with a key, whose answer comes in the envelope."""
    envelope = whole(code={"type": "string", "enum": ["SUCCESS"]}, message=TEXT, data=answer)
    asked = {"requestBody": {"required": True, "content": json_of(body)}} if body else {}
    return {
        **asked,
        "security": [{"ApiKeyAuth": []}],
        "responses": {
            "200": {"description": "as asked", "content": json_of(envelope)},
            "default": {"description": "refused", "content": json_of(error)},
        },
    }


def json_of(schema: Schema) -> Schema:
    return {"application/json": {"schema": deepcopy(schema)}}


def _of_profile(profile: dict[str, Any]) -> tuple[Schema, Schema, Schema]:
    """Take the request schema as it is: it was derived from OpenAPI and uses nothing that OpenAPI 3.0 does not know."""
    schema = {key: value for key, value in profile["request_schema"].items() if key != "$schema"}
    return schema, TASK, ERROR


def _of_page(text: str) -> tuple[Schema, Schema, Schema]:
    found = re.search(r"^(`{3,})ya?ml\b[^\n]*\n(.*?)^\1\s*$", text, flags=re.DOTALL | re.MULTILINE)
    assert found is not None, "the page has no block of OpenAPI"
    api = yaml.safe_load(found[2])
    [operation] = (methods["post"] for methods in api["paths"].values())
    parts = (operation["requestBody"], operation["responses"]["200"], api["components"]["responses"]["error"])
    body, made, error = (part["content"]["application/json"]["schema"] for part in parts)
    return body, made, error
