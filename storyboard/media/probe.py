"""What a file holds, told from its content: a picture, a clip or a sound, its size, length and codecs."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from storyboard.media import clips, pictures
from storyboard.media.colours import check_depth
from storyboard.media.errors import MediaError
from storyboard.media.pictures import Oddity
from storyboard.media.sniff import Nature, sniff

if TYPE_CHECKING:
    from av.audio.stream import AudioStream
    from av.container import InputContainer
    from av.video.stream import VideoStream

Kind = Literal["image", "video", "audio"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Probe:
    """What a file is. Width and height as a person sees them, in pixels; what does not apply is 0 or "".

    `rotation` is by how many degrees clockwise what is stored is turned to be seen so; `oddity` what keeps a picture
    from being sent as it is.
    """

    kind: Kind
    format: str
    bytes: int
    width: int = 0
    height: int = 0
    seconds: float = 0.0
    fps: float = 0.0
    video_codec: str = ""
    audio_codec: str = ""
    rotation: int = 0
    oddity: Oddity = ""


def probe(path: Path) -> Probe:
    """Tell what a file is by its content, whatever its name. Pictures are decoded whole, clips are walked through.

    Raises MediaError where it is missing, empty, cut short, too large to be decoded safely, in colours that nobody can
    judge, or no media.
    """
    nature = sniff(path)
    return _image(path, nature) if nature.family == "image" else _clip(path)


def _image(path: Path, nature: Nature) -> Probe:
    with pictures.opened(path) as image:
        image.load()
        check_depth(image, path)
        width, height = pictures.size_of(image)
        rotation = pictures.rotation_of(image)
        oddity = pictures.oddity_of(image)
    return Probe(
        kind="image",
        format=nature.format,
        bytes=path.stat().st_size,
        width=width,
        height=height,
        rotation=rotation,
        oddity=oddity,
    )


def _clip(path: Path) -> Probe:
    with clips.opened(path) as (container, nature):
        picture, sound = clips.picture_of(container), clips.sound_of(container)
        if picture is not None:
            return _video(path, nature, container, picture, sound)
        if sound is not None:
            return _audio(path, nature, container, sound)
    raise MediaError(f"{path} has neither picture nor sound.")


def _video(
    path: Path, nature: Nature, container: "InputContainer", picture: "VideoStream", sound: "AudioStream | None"
) -> Probe:
    first = next(clips.frames_of(container, picture), None)
    if first is None:
        raise EOFError("it has no frame")
    container.seek(0)
    seconds = _walk(container, picture)
    sides = (first.height, first.width) if clips.turned(first.rotation) else (first.width, first.height)
    return Probe(
        kind="video",
        format=nature.format,
        bytes=path.stat().st_size,
        width=sides[0],
        height=sides[1],
        seconds=round(seconds, 6),
        fps=round(float(clips.rate_of(picture)), 6),
        video_codec=picture.codec_context.name,
        audio_codec=_plain(sound.codec_context.name) if sound is not None else "",
        rotation=-first.rotation % 360,
    )


def _audio(path: Path, nature: Nature, container: "InputContainer", sound: "AudioStream") -> Probe:
    if next(clips.sounds_of(container, sound), None) is None:
        raise EOFError("it has no sound")
    container.seek(0)
    return Probe(
        kind="audio",
        format="m4a" if nature.reader == "mov" else nature.format,
        bytes=path.stat().st_size,
        seconds=round(_walk(container, sound), 6),
        audio_codec=_plain(sound.codec_context.name),
    )


def _walk(container: "InputContainer", stream: clips.Track) -> float:
    """Add up a stream's length over its packets, without decoding; EOFError where fewer come than are listed."""
    start, end = None, 0
    for packet in clips.packets_of(container, stream):
        if packet.pts is None or not packet.size or packet.is_discard:
            continue
        start = packet.pts if start is None else min(start, packet.pts)
        end = max(end, packet.pts + (packet.duration or 0))
    return float((end - (start or 0)) * (stream.time_base or 0))


def _plain(codec: str) -> str:
    # The decoder's own variants ("mp3float") are no concern of whoever asks for the codec.
    return codec.removesuffix("float")
