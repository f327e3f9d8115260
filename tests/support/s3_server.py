"""A real S3 server on this machine: rclone, which checks each signature as S3 does and refuses what is altered."""

import re
import subprocess
import sysconfig
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ACCESS, SECRET = "AKIATESTOFNOBODY", "secret/of+nobody0123456789"
BUCKET = "films"
_LISTENS = re.compile(r"Starting s3 server on \[http://127\.0\.0\.1:(\d+)/\]")
_PATIENCE = 60_000  # hundredths of a second
# It ends with whoever holds the other end of its stdin, also where that one was killed.
_WHILE_WANTED = '"$0" "$@" </dev/null & read _; kill $!; wait $!'


@dataclass(frozen=True, slots=True, kw_only=True)
class S3Server:
    """A running server: its address, the folder in which objects lie, and the words that it logs every request with."""

    endpoint: str
    folder: Path
    log: Path

    @property
    def environ(self) -> dict[str, str]:
        """Give the usual variables that lead here."""
        return {
            "AWS_ENDPOINT_URL": self.endpoint,
            "AWS_ACCESS_KEY_ID": ACCESS,
            "AWS_SECRET_ACCESS_KEY": SECRET,
            "AWS_REGION": "us-east-1",
        }

    def names(self, under: str = "") -> list[str]:
        """List what is in the bucket, as seen from a folder of it."""
        place = self.folder / BUCKET / under
        return sorted(path.relative_to(place).as_posix() for path in place.rglob("*") if path.is_file())

    def wrote(self) -> int:
        """Count the uploads that arrived so far."""
        return self.log.read_text(encoding="utf-8").count("CREATE OBJECT")


@contextmanager
def s3_server(folder: Path) -> Iterator[S3Server]:
    """Serve an empty bucket while the block runs. Raises RuntimeError where the server does not come up."""
    (folder / "data" / BUCKET).mkdir(parents=True)
    log = folder / "log.txt"
    rclone = Path(sysconfig.get_path("scripts")) / "rclone"
    serve = ["serve", "s3", "--auth-key", f"{ACCESS},{SECRET}", "--addr", "127.0.0.1:0", "--vfs-cache-mode", "off"]
    quiet = ["--config", str(folder / "none.conf"), "-vv", "--log-file", str(log)]
    command = ["sh", "-c", _WHILE_WANTED, str(rclone), *serve, *quiet, str(folder / "data")]
    with subprocess.Popen(command, stdin=subprocess.PIPE) as process:
        yield S3Server(endpoint=f"http://127.0.0.1:{_port(process, log)}", folder=folder / "data", log=log)


def _port(process: subprocess.Popen[bytes], log: Path) -> str:
    for _ in range(_PATIENCE):
        found = _LISTENS.search(log.read_text(encoding="utf-8")) if log.exists() else None
        if found is not None:
            return found[1]
        try:
            process.wait(timeout=0.01)
        except subprocess.TimeoutExpired:
            continue
        break
    raise RuntimeError("rclone did not serve a bucket")
