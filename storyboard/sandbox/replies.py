"""Answers as the real API gives them: an envelope around what went well, {message, code, issues} for what did not."""

from collections.abc import Iterable
from typing import Any

from starlette.responses import JSONResponse


class Refusal(Exception):
    """A request is answered with an error."""

    def __init__(self, status: int, message: str, code: str, issues: Iterable[str] = ()) -> None:
        super().__init__(message)
        self.status = status
        self.body: dict[str, Any] = {"message": message, "code": code}
        listed = [{"message": issue} for issue in issues]
        if listed:
            self.body["issues"] = listed


def success(data: object) -> JSONResponse:
    """Answer in the envelope that the live API puts around everything."""
    return JSONResponse({"code": "SUCCESS", "message": "success", "data": data})


def refused(refusal: Refusal) -> JSONResponse:
    """Answer with an error."""
    return JSONResponse(refusal.body, status_code=refusal.status)


def invalid(*issues: str) -> Refusal:
    """Make the answer to a body that is not what it should be."""
    return Refusal(400, "Input validation failed", "BAD_REQUEST", issues)


def not_found() -> Refusal:
    """Make the answer to an unknown task or path."""
    return Refusal(404, "NOT_FOUND_ERROR", "NOT_FOUND")


def no_key() -> Refusal:
    """Make the answer to a call without a key."""
    return Refusal(401, "UNAUTHORIZED", "UNAUTHORIZED")


def not_enough_credits() -> Refusal:
    """Make the answer to a request that the balance does not cover."""
    return Refusal(403, "Not enough credits", "FORBIDDEN")


def lost() -> Refusal:
    """Make the answer that tells nothing of the task that was made."""
    return Refusal(500, "INTERNAL_SERVER_ERROR", "INTERNAL_SERVER_ERROR")


def too_big(most: int) -> Refusal:
    """Make the answer to a body of more bytes than are taken."""
    return Refusal(413, f"the body is larger than {most} bytes", "PAYLOAD_TOO_LARGE")
