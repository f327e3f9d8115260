"""Derive the request schema of a model from the vendor's OpenAPI page and put it into model profiles.

    python scripts/derive_request_schema.py PAGE schemas/models/*.json

A profile whose path is the page's gets the page's schema as it stands. A sibling, which shares the body, gets it with
its own durations, resolutions and aspect ratios, because an enumeration never passes from one model to another.
"""

import json
import re
import sys
from pathlib import Path
from typing import Any

import yaml

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def page_schema(page: str) -> tuple[str, dict[str, Any]]:
    """Give the path and the JSON Schema of the request body from a page with one OpenAPI block.

    Raises ValueError where the page has no such block.
    """
    found = re.search(r"^(`{3,})ya?ml\b[^\n]*\n(.*?)^\1\s*$", page, flags=re.DOTALL | re.MULTILINE)
    if found is None:
        raise ValueError("the page has no block of OpenAPI in YAML")
    api = yaml.safe_load(found[2])
    [(path, methods)] = api["paths"].items()
    body = methods["post"]["requestBody"]["content"]["application/json"]["schema"]
    return path, {"$schema": DIALECT, **_plain(body)}


def schema_for(profile: dict[str, Any], page: str) -> dict[str, Any]:
    """Give the request schema of a profile, derived from the page."""
    path, schema = page_schema(page)
    if profile["path"] == path:
        return schema
    given = schema["properties"]["input"]["properties"]
    given["duration"]["enum"] = list(profile["durations"])
    given["resolution"]["enum"] = list(profile["resolutions"])
    fixed = [ratio for ratio in profile["aspect_ratios"] if ":" in ratio]
    free = [ratio for ratio in profile["aspect_ratios"] if ":" not in ratio]
    given["aspectRatio"]["anyOf"] = [{"type": "string", "enum": names} for names in (fixed, free) if names]
    return schema


def _plain(node: Any) -> Any:
    """Turn OpenAPI 3.0's dialect into JSON Schema: `nullable` and the boolean exclusive bounds."""
    if isinstance(node, list):
        return [_plain(item) for item in node]
    if not isinstance(node, dict):
        return node
    made = {key: _plain(value) for key, value in node.items()}
    if isinstance(made.get("nullable"), bool) and made.pop("nullable") and isinstance(made.get("type"), str):
        made["type"] = [made["type"], "null"]
    for exclusive, bound in (("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum")):
        if isinstance(made.get(exclusive), bool) and made.pop(exclusive) and bound in made:
            made[exclusive] = made.pop(bound)
    return made


def main(arguments: list[str]) -> int:
    """Rewrite the profiles named after the page."""
    if len(arguments) < 2:
        print(__doc__, file=sys.stderr)
        return 2
    page = Path(arguments[0]).read_text(encoding="utf-8")
    for name in arguments[1:]:
        profile = json.loads(Path(name).read_text(encoding="utf-8"))
        profile["request_schema"] = schema_for(profile, page)
        Path(name).write_text(json.dumps(profile, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
