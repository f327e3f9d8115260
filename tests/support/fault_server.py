"""A raw HTTP server that plays Pollo on loopback, counts what it is asked for, and misbehaves as it is told.

    python -m tests.support.fault_server --port 0 --folder X [--seconds 120] [--polls 2]

In the folder: `port` (written once it listens), `submissions.jsonl` (a line as soon as a submission has arrived, before
anything is done about it), `requests.jsonl` (every request), `tasks.json` (survives the server), `script.json` (read
anew for each submission: what to do with the first, the second, …, then accept). A step is a word or an object:

    {"do": "accept", "status_faults": ["500", "429"], "takes": ["succeed", "failed"], "clips": ["good", "truncated"]}

`do`: accept, flat, 400, 401, 403-credits, 403-model, 403-cloudflare, 408-before, 408-after, 429, 429-parallel,
500-before, 500-after, 500-with-task, 503-html, 503-cloudflare, reset-before, reset-after, broken-json, slow, hang,
hang-before, reset-early (before the body is read), 403-html, answer, answer-after, drip, cut-answer. The words with
`before` make no task, nor do reset-early and answer; those with `after`, `broken-json`, `slow`, `hang`, `drip` and
`cut-answer` do. `retry_after` and `seconds` (of slow, and between two bytes of drip) are numbers; `status`, `json` or
`text`, and `headers` are what `answer` says; `until` names a file without which `slow` does not answer. A step's
`status_faults` are words or such objects too; with `flat` the status comes without its envelope. `clips`: good,
truncated, cut, html, gone, expired.
"""

import argparse
import asyncio
import json
import socket
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.support.fault_answers import CLIPS, MADE, REFUSED, Answer, Reset, answer_json, enveloped, never
from tests.support.tiny_clip import tiny_clip

BASE = "/api/platform"
BIGGEST = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A request as it came."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


def main() -> None:
    """Serve until the time is up."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--seconds", type=float, default=120.0)
    parser.add_argument("--polls", type=int, default=2)
    given = parser.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    asyncio.run(_serve(given.port, folder=given.folder, seconds=given.seconds, polls=given.polls))


async def _serve(port: int, *, folder: Path, seconds: float, polls: int) -> None:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while asked := await _read(reader, folder):
                _note(folder / "requests.jsonl", {"method": asked.method, "path": asked.path})
                if not await _write(writer, await _answer(asked, folder=folder, port=bound, polls=polls)):
                    break
        except Reset:
            _reset(writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(talk, "127.0.0.1", port)
    bound = server.sockets[0].getsockname()[1]
    _replace(folder / "port", str(bound))
    async with server:
        await asyncio.sleep(seconds)


async def _read(reader: asyncio.StreamReader, folder: Path) -> Asked | None:
    first = await reader.readline()
    if not first.strip():
        return None
    method, path, _ = first.decode("latin-1").split(" ", 2)
    headers: dict[str, str] = {}
    while (line := await reader.readline()).strip():
        name, _, value = line.decode("latin-1").partition(":")
        headers[name.strip().lower()] = value.strip()
    if path.endswith("/ref2video") and _step(folder)["do"] == "reset-early":
        _note(folder / "submissions.jsonl", {"do": "reset-early", "body": {}, "headers": {}})
        raise Reset
    if headers.get("transfer-encoding", "").lower() == "chunked":
        return Asked(method=method, path=path, headers=headers, body=await _chunks(reader))
    length = min(int(headers.get("content-length", "0")), BIGGEST)
    return Asked(method=method, path=path, headers=headers, body=await reader.readexactly(length))


async def _chunks(reader: asyncio.StreamReader) -> bytes:
    body = b""
    while size := int((await reader.readline()).split(b";")[0], 16):
        body += await reader.readexactly(size)
        await reader.readline()
    await reader.readline()
    return body


async def _write(writer: asyncio.StreamWriter, answer: Answer) -> bool:
    length = len(answer.body) if answer.claims is None else answer.claims
    headers = {"content-type": "application/json", **answer.headers}
    if length >= 0:
        headers["content-length"] = str(length)
    head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    writer.write(f"HTTP/1.1 {answer.status} X\r\n{head}\r\n".encode("latin-1"))
    for piece in [bytes([byte]) for byte in answer.body] if answer.drip else [answer.body]:
        writer.write(piece)
        await writer.drain()
        await asyncio.sleep(answer.drip)
    return answer.claims is None


def _reset(writer: asyncio.StreamWriter) -> None:
    sock = writer.get_extra_info("socket")
    if sock is not None and not writer.is_closing():
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        writer.transport.abort()


async def _answer(asked: Asked, *, folder: Path, port: int, polls: int) -> Answer:
    path = asked.path.split("?")[0].removeprefix(BASE)
    match asked.method, path.strip("/").split("/"):
        case "POST", ["generation", *_, "validate"]:
            return answer_json(200, enveloped({"cost": 4.2, "totalCost": 4.2}))
        case "POST", ["generation", *_, "ref2video"]:
            return await _submission(asked, folder=folder)
        case "GET", ["generation", task, "status"]:
            return _status(task, folder=folder, port=port, polls=polls)
        case "GET", ["credit", "balance"]:
            return answer_json(200, enveloped({"availableCredits": 1000, "totalCredits": 1000}))
        case (("GET" | "HEAD"), ["clips", task, number]):
            return _clip(task, int(number.removesuffix(".mp4")), folder=folder)
        case (("PUT" | "GET" | "HEAD"), ["files" | "plan", *_]):
            return answer_json(200, {})
        case _:
            return answer_json(404, {"message": "NOT_FOUND_ERROR", "code": "NOT_FOUND"})


def _step(folder: Path) -> dict[str, Any]:
    """Say what is to be done with the next submission."""
    number, steps = len(submissions(folder)), _load(folder / "script.json", [])
    return _as_step(steps[number] if number < len(steps) else "accept")


def _as_step(step: str | dict[str, Any]) -> dict[str, Any]:
    return {"do": step} if isinstance(step, str) else step


async def _submission(asked: Asked, *, folder: Path) -> Answer:
    number, step = len(submissions(folder)), _step(folder)
    body = json.loads(asked.body)
    kept = {name: value for name, value in asked.headers.items() if name.startswith("x-storyboard")}
    _note(folder / "submissions.jsonl", {"number": number, "do": step["do"], "body": body, "headers": kept})
    do = step["do"]
    if do == "hang-before":
        return await never(step)
    if do in REFUSED:
        return REFUSED[do](step)
    if do not in MADE:
        raise ValueError(f"script.json asks for {do!r}, which is no word of this server")
    task = {**step, "id": f"task-{number}", "polled": 0, "input": body["input"]}
    _replace(folder / "tasks.json", json.dumps({**_load(folder / "tasks.json", {}), task["id"]: task}))
    return await MADE[do](task)


def _status(name: str, *, folder: Path, port: int, polls: int) -> Answer:
    tasks = _load(folder / "tasks.json", {})
    if name not in tasks:
        return answer_json(404, {"message": "NOT_FOUND_ERROR", "code": "NOT_FOUND"})
    task = tasks[name]
    faults = task.setdefault("status_faults", [])
    fault = faults.pop(0) if faults else None
    task["polled"] += fault is None
    _replace(folder / "tasks.json", json.dumps(tasks))
    if fault is not None:
        told = _as_step(fault)
        return REFUSED[told["do"]]({**told, "id": name})
    takes = task.get("takes") or ["succeed"] * task["input"]["videoNum"]
    final = task["polled"] > polls
    made = [
        _generation(name, rank, status=status if final else "processing", port=port, task=task)
        for rank, status in enumerate(takes, start=1)
    ]
    state = {"taskId": name, "credit": task.get("credit", 4.2), "generations": made}
    return answer_json(200, state if task.get("flat") else enveloped(state))


def _generation(name: str, rank: int, *, status: str, port: int, task: dict[str, Any]) -> dict[str, Any]:
    good = status == "succeed"
    return {
        "id": f"{name}-{rank}",
        "status": status,
        "failMsg": task.get("message", "upstream error") if status == "failed" else None,
        "url": f"http://127.0.0.1:{port}/clips/{name}/{rank}.mp4" if good else "",
        "mediaType": "video",
    }


def _clip(name: str, rank: int, *, folder: Path) -> Answer:
    task = _load(folder / "tasks.json", {}).get(name)
    if task is None:
        return answer_json(404, {})
    kinds = task.get("clips", [])
    data = tiny_clip(task["input"]["duration"])
    return CLIPS[kinds[rank - 1] if rank <= len(kinds) else "good"](data)


def submissions(folder: Path) -> list[dict[str, Any]]:
    """Give every submission that has arrived, in order."""
    return [json.loads(line) for line in _text(folder / "submissions.jsonl").splitlines()]


def _note(path: Path, value: object) -> None:
    with path.open("a", encoding="utf-8") as file:
        file.write(json.dumps(value) + "\n")


def _load(path: Path, default: Any) -> Any:
    text = _text(path)
    return json.loads(text) if text else default


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.exists() else ""


def _replace(path: Path, text: str) -> None:
    beside = path.with_suffix(".new")
    beside.write_text(text, encoding="utf-8")
    beside.replace(path)


if __name__ == "__main__":
    main()
