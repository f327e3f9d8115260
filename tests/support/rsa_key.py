"""A key of a service account that no service knows: made for the length of a test, so that none lies in the sources."""

import base64
import json
import random
import textwrap
from functools import cache


@cache
def service_account() -> str:
    """Write the JSON of a Google service account with a fresh RSA key of 2048 bits."""
    return json.dumps(
        {
            "type": "service_account",
            "client_email": "nobody@example.iam.gserviceaccount.com",
            "private_key_id": "0" * 40,
            "private_key": _pem(),
            "client_id": "1",
            "token_uri": "https://oauth2.googleapis.com/token",
        }
    )


def _pem() -> str:
    # Seeds whose first number of that size is prime, so that nobody waits for the search.
    e, p, q = 65537, _prime(random.Random(114)), _prime(random.Random(1261))
    p, q = max(p, q), min(p, q)
    d = pow(e, -1, (p - 1) * (q - 1))
    numbers = (0, p * q, e, d, p, q, d % (p - 1), d % (q - 1), pow(q, -1, p))
    inner = _tagged(0x30, b"".join(_number(n) for n in numbers))
    rsa = bytes.fromhex("300d06092a864886f70d0101010500")
    der = _tagged(0x30, _number(0) + rsa + _tagged(0x04, inner))
    text = "\n".join(textwrap.wrap(base64.b64encode(der).decode(), 64))
    return f"-----BEGIN PRIVATE KEY-----\n{text}\n-----END PRIVATE KEY-----\n"


def _prime(draw: random.Random) -> int:
    while True:
        found = draw.getrandbits(1024) | (0b11 << 1022) | 1
        if found % 65537 != 1 and all(found % small for small in range(3, 2000, 2)) and _is_prime(found, draw):
            return found


def _is_prime(n: int, draw: random.Random) -> bool:
    odd, twos = n - 1, 0
    while odd % 2 == 0:
        odd, twos = odd // 2, twos + 1
    for _ in range(12):
        x = pow(draw.randrange(2, n - 1), odd, n)
        if x not in (1, n - 1) and not any((x := x * x % n) == n - 1 for _ in range(twos - 1)):
            return False
    return True


def _number(n: int) -> bytes:
    return _tagged(0x02, n.to_bytes(n.bit_length() // 8 + 1, "big"))


def _tagged(tag: int, content: bytes) -> bytes:
    size = len(content)
    room = (size.bit_length() + 7) // 8
    length = bytes([size]) if size < 128 else bytes([0x80 | room]) + size.to_bytes(room, "big")
    return bytes([tag]) + length + content
