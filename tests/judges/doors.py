"""The calls that the stand-in takes beside the API's: files by their content, plans, clips, the catalogue."""

from tests.judges.openapi import TEXT, Schema, call, whole

NAME = {"type": "string", "pattern": "^[0-9a-f]{64}[.](png|jpg|mp4|mp3|wav|zzz)$"}
DIGEST = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
ADDRESS = {"type": "string", "pattern": "^[a-z]{1,5}/[a-z]{1,5}(@[a-z]{1,3})?$"}
WORDS = "title scene address action camera sound follows".split()
CARD = {"type": "object", "properties": {"name": TEXT, "kind": TEXT, "refs": {"type": "array", "items": TEXT}}}
LINE = {"type": "object", "properties": dict.fromkeys(("speaker", "line", "how", "heard"), TEXT)}
SLATE: Schema = {
    "type": "object",
    "properties": {
        **dict.fromkeys(WORDS, TEXT),
        "dialogue": {"type": "array", "items": LINE},
        "cast": {"type": "array", "items": CARD},
        "place": CARD,
    },
}
BODY = whole(input=whole(duration={"type": "number"}))
PLANNED: Schema = {
    **whole(digest=DIGEST, body=BODY, usages={"type": "array", "items": ADDRESS, "minItems": 1}, slate=SLATE),
    "required": ["digest", "body", "usages"],
}
PLAN = whole(
    calls={"type": "array", "items": PLANNED, "maxItems": 4}, shots={"type": "array", "items": ADDRESS, "maxItems": 4}
)
MODEL = whole(brand=TEXT, model=TEXT, type=TEXT, path=TEXT, deprecated={"type": "boolean"})
CATALOGUE = {"type": "array", "items": MODEL}


def with_doors(document: Schema) -> Schema:
    """Give the document with the further calls."""
    doors = {
        "/files/{name}": {"put": {**call(whole(url=TEXT)), **_named("name", NAME), **_bytes()}},
        "/plan": {"put": call(whole(calls={"type": "integer", "minimum": 0}), body=PLAN)},
        "/clips/{task}/{number}.mp4": {"get": {**_clip(), **_named("task", TEXT, number={"type": "integer"})}},
    }
    return {**document, "paths": {**document["paths"], **doors}}


def _named(first: str, schema: Schema, **more: Schema) -> Schema:
    listed = {first: schema, **more}
    return {"parameters": [{"name": n, "in": "path", "required": True, "schema": s} for n, s in listed.items()]}


def _bytes() -> Schema:
    content = {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}
    return {"requestBody": {"required": True, "content": content}}


def _clip() -> Schema:
    described = call(TEXT)
    described["responses"]["200"]["content"] = {"video/mp4": {"schema": {"type": "string", "format": "binary"}}}
    return described
