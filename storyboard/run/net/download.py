"""Bringing a clip here: streamed beside its place, counted, decoded, measured, hashed, and only then given its name."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from io import SEEK_END, FileIO
from pathlib import Path

from storyboard import hashes
from storyboard.media.errors import MediaError
from storyboard.media.measure import Measure, measure
from storyboard.problems import Refused
from storyboard.provider.wire import HttpResponse, is_cloudflare, is_html
from storyboard.run.machine.places import put, scratch
from storyboard.run.machine.waiting import in_thread
from storyboard.run.net.addresses import bare
from storyboard.run.net.client import Lost, NotSent, Wire
from storyboard.run.net.fetch import Body, Held, fetch

_BRIEFER = 0.9  # of what was asked for: a clip shorter than that, of a length that nobody told, may have been cut
_PAGES = (b"<!doctype", b"<html", b"<?xml")
_NO_RANGE, _REFUSED, _GONE = 416, 403, (404, 410)


@dataclass(frozen=True, slots=True, kw_only=True)
class Brought:
    """A clip that decodes, in its place."""

    path: Path
    sha256: str
    bytes: int
    measure: Measure


@dataclass(frozen=True, slots=True, kw_only=True)
class Missed:
    """The clip is not here. `gone` says that its address was answered as one is that has expired."""

    reason: str
    gone: bool = False


@dataclass(slots=True, kw_only=True)
class Begun:
    """A clip that is on its way, from one try to the next: the file it is written to, of which address it is (without
    what signs it) and by which mark the server knows it again.

    `told` says whether its length was; `brief` is the sha256 of one that came whole, as it seems, and was too short.
    """

    file: Path
    url: str = ""
    mark: str = ""
    told: bool = False
    brief: str = ""


@dataclass(slots=True)
class _Sink:
    """Writes to a file and remembers that it could not: that is this machine's trouble and not the network's."""

    file: FileIO
    begun: Begun
    trouble: OSError | None = field(default=None)

    def begin(self, body: Body) -> None:
        """Go on where the body does."""
        self.begun.mark, self.begun.told = body.mark, body.whole is not None
        with self._noting():
            if self.file.seek(0, SEEK_END) > body.start:
                self.file.truncate(body.start)
            self.file.seek(body.start)

    def write(self, piece: bytes) -> None:
        """Write a piece, in as many turns as the disk takes it."""
        left = memoryview(piece)
        with self._noting():
            while left:
                left = left[self.file.write(left) :]

    @contextmanager
    def _noting(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            self.trouble = error
            raise


@contextmanager
def beginning(near: Path) -> Iterator[Begun]:
    """Give a place in a folder for a clip that may take several tries. Raises Refused where it cannot be written."""
    with _writing(near), scratch(near) as temporary:
        yield Begun(file=temporary)


async def download(
    wire: Wire,
    url: str,
    begun: Begun,
    *,
    place: Callable[[str], Path],
    known: str | None,
    asked: float,
    at: Callable[[str], None],
) -> Brought | Missed:
    """Bring the clip at a URL to the path that `place` gives for its sha256, going on with what was begun.

    `known` is the sha256 of the clip where it was here before: other bytes are then not taken for it. `asked` is its
    length in seconds as asked for, 0 where nobody knows. Raises Refused where this disk cannot take it.
    """
    with _writing(begun.file.parent):
        missed = await _stream(wire, url, begun)
        if missed is not None:
            return missed
        at("downloaded")
        checked = await in_thread(lambda look_up: _check(begun.file, known, most=enough(asked), look_up=look_up))
        if isinstance(checked, Brought):
            checked = _doubted(checked, begun, asked)
        if isinstance(checked, Missed):
            begun.mark = ""  # what was wrong with it would stay
            return checked
        path = place(checked.sha256)
        put(begun.file, path)
    at("placed")
    return replace(checked, path=path)


@contextmanager
def _writing(near: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise Refused(
            f"A clip cannot be written in {near}: {error.strerror or error}",
            help="Make room, or make the folder writable, and run again: the clip is fetched, nothing is paid twice.",
        ) from error


async def _stream(wire: Wire, url: str, begun: Begun) -> Missed | None:
    begun.file.touch()
    with begun.file.open("r+b", buffering=0) as file:
        sink = _Sink(file, begun)
        held = _held(begun, url, length=file.seek(0, SEEK_END))
        begun.url = bare(url)
        reply = await fetch(wire, url, sink.write, held=held, begin=sink.begin)
    if sink.trouble is not None:
        raise sink.trouble
    match reply:
        case HttpResponse(status=200):
            return None
        case HttpResponse(status=status):
            if status == _NO_RANGE:
                begun.mark = ""
            return Missed(reason=f"its address answers with HTTP {status}", gone=_is_gone(reply))
        case NotSent(reason=reason) | Lost(reason=reason):
            return Missed(reason=reason)


def _is_gone(reply: HttpResponse) -> bool:
    """Tell a store that has a clip no more, and may say 403 of it, from a page of whoever stands in front of it."""
    return reply.status in _GONE or (reply.status == _REFUSED and not is_html(reply) and not is_cloudflare(reply))


def _held(begun: Begun, url: str, *, length: int) -> Held | None:
    """Say what is here of the clip at a URL. A mark counts for one address alone, however that is signed."""
    if not (length and begun.mark and begun.url == bare(url)):
        return None
    return Held(length=length, mark=begun.mark)


def enough(asked: float) -> float:
    """Say how many seconds of a clip are decoded at most that was to be so long: a longer one is a take as well."""
    return 2 * asked + 60


def _check(file: Path, known: str | None, *, most: float, look_up: Callable[[], None]) -> Brought | Missed:
    sha256 = hashes.sha256_file(file)
    if known is not None and sha256 != known:
        return Missed(reason="the provider now gives other bytes than it gave before")
    with file.open("rb") as opened:
        head = opened.read(512).lstrip().lower()
    if head.startswith(_PAGES):
        return Missed(reason="a web page came instead of the clip")
    if head.startswith((b"{", b"[")):
        return Missed(reason="a message came instead of the clip")
    try:
        measured = measure(file, most=most, look_up=look_up)
    except MediaError as error:
        return Missed(reason=f"what came is no whole clip: {_told(error, file)}")
    if not measured.frames or not measured.width:
        return Missed(reason="what came has no picture")
    return Brought(path=file, sha256=sha256, bytes=file.stat().st_size, measure=measured)


def _doubted(brought: Brought, begun: Begun, asked: float) -> Brought | Missed:
    """Doubt a clip that is too short where nobody said how long its file is, until the same bytes come again.

    Some kinds of mp4 decode to the end wherever they are cut.
    """
    if begun.told or brought.measure.seconds >= asked * _BRIEFER or brought.sha256 == begun.brief:
        return brought
    begun.brief = brought.sha256
    return Missed(reason=f"it may have been cut: {brought.measure.seconds:.1f} of {asked:g} s came")


def _told(error: MediaError, temporary: Path) -> str:
    return str(error).replace(str(temporary), "it")
