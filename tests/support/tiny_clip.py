"""The smallest clips that decode: a few kilobytes of grey, as long as asked, that flickers: nothing stands still."""

import io
from fractions import Fraction
from functools import cache


@cache
def tiny_clip(seconds: int, *, width: int = 128, height: int = 72) -> bytes:
    """Encode a silent mp4 of this many whole seconds at 24 frames a second."""
    import av

    target = io.BytesIO()
    with av.open(target, "w", format="mp4") as container:
        stream = container.add_stream("libx264", rate=24)
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        stream.options = {"preset": "ultrafast"}
        for index in range(seconds * 24):
            frame = av.VideoFrame(width, height, "yuv420p")
            for plane in frame.planes:
                plane.update(bytes([128 + 8 * (index % 2)]) * plane.buffer_size)
            frame.pts, frame.time_base = index, Fraction(1, 24)
            container.mux(stream.encode(frame))
        container.mux(stream.encode())
    return target.getvalue()
