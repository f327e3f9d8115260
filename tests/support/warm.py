"""A `storyboard` command that starts warm: the libraries were loaded once, and each call is a fork of that process.

    python -m tests.support.warm SOCKET

A call is a process of its own with the caller's arguments, folder, environment and streams; what it spares is the start
of Python and of the libraries, which is most of what a short command takes.
"""

import gc
import importlib
import json
import os
import pkgutil
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import active_count

import storyboard
from tests.support.faults import ROOT

# Hands its streams to the warm process and stays until the command has ended, whose signals it passes on. Where modules
# are to come from elsewhere too, what is loaded already may be the wrong one: then it is the command itself.
COMMAND = """#!@PYTHON@ -IS
import json, os, signal, socket, sys
if "PYTHONPATH" in os.environ:
    real = os.path.join(os.path.dirname(sys.executable), "storyboard")
    os.execv(real, [real, *sys.argv[1:]])
with socket.socket(socket.AF_UNIX) as plug:
    plug.connect("@SOCKET@")
    asked = json.dumps([sys.argv[1:], os.getcwd(), dict(os.environ)]).encode()
    socket.send_fds(plug, [len(asked).to_bytes(8, "big")], [0, 1, 2])
    plug.sendall(asked)
    child = int.from_bytes(plug.recv(8), "big")
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda number, _: os.kill(child, number))
    left = plug.recv(8)
os._exit(int.from_bytes(left, "big") if left else 70)
"""
LIBRARIES = """
av httpx jinja2.sandbox jsonschema networkx PIL.Image PIL.ImageDraw PIL.ImageFont rich.live rich.table
starlette.applications uharfbuzz uvicorn
""".split()


@contextmanager
def warm_commands() -> Iterator[Path]:
    """Give a folder for the PATH with a warm `storyboard` in it, for as long as the block runs."""
    # In a short folder: the name of a socket has hardly a hundred letters.
    folder = Path(tempfile.mkdtemp(prefix="storyboard-warm-", dir="/tmp"))
    command, door = folder / "storyboard", folder / "door"
    script = COMMAND.replace("@PYTHON@", sys.executable).replace("@SOCKET@", str(door))
    command.write_text(script, encoding="utf-8")
    command.chmod(0o755)
    server = [sys.executable, "-m", "tests.support.warm", str(door)]
    try:
        with subprocess.Popen(server, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE) as process:
            assert process.stdout is not None
            assert process.stdout.readline(), "the warm process ended before it listened"
            try:
                yield folder
            finally:
                process.kill()
    finally:
        shutil.rmtree(folder)


def main() -> None:
    """Listen, and fork for every call."""
    _warm()
    with socket.socket(socket.AF_UNIX) as door:
        door.bind(sys.argv[1])
        door.listen()
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        signal.signal(signal.SIGCHLD, signal.SIG_IGN)
        while True:
            plug, _ = door.accept()
            if os.fork() == 0:
                door.close()
                _keep(plug)
            plug.close()


def _warm() -> None:
    for found in pkgutil.walk_packages(storyboard.__path__, "storyboard."):
        if not found.name.endswith("__main__"):
            importlib.import_module(found.name)
    for name in LIBRARIES:
        importlib.import_module(name)
    gc.freeze()  # what is there already is neither looked through nor copied by a fork
    if active_count() != 1:
        raise RuntimeError("a process with threads must not fork")


def _keep(plug: socket.socket) -> None:
    """Begin the command and stay until it has ended, to say how."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    length, streams, _, _ = socket.recv_fds(plug, 8, 3)
    with plug.makefile("rb") as said:
        argv, folder, environment = json.loads(said.read(int.from_bytes(length, "big")))
    child = os.fork()
    if child == 0:
        plug.close()
        _live(argv, folder, environment, streams)
    for stream in streams:
        os.close(stream)
    plug.sendall(child.to_bytes(8, "big"))
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    plug.sendall((code if code >= 0 else 128 - code).to_bytes(8, "big"))
    os._exit(0)


# ruff: noqa: SIM115 - the streams of a process are numbers and stay open
def _live(argv: list[str], folder: str, environment: dict[str, str], streams: list[int]) -> None:
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
        os.close(stream)
    sys.stdin = open(0, encoding="utf-8", closefd=False)
    sys.stdout = open(1, "w", encoding="utf-8", closefd=False, buffering=1 if os.isatty(1) else -1)
    sys.stderr = open(2, "w", encoding="utf-8", closefd=False, buffering=1, errors="backslashreplace")
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    tempfile.tempdir = None
    signal.signal(signal.SIGINT, signal.default_int_handler)
    from storyboard.cli.main import main as command

    try:
        command(argv)
    except Exception:  # noqa: BLE001 - as the interpreter itself would end
        traceback.print_exc()
        sys.exit(1)


if __name__ == "__main__":
    main()
