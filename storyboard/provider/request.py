"""One request as neutral values, and the writer of its body."""

from dataclasses import dataclass
from typing import Any

from storyboard.provider.sources import (
    Crop,
    Env,
    FileAt,
    Number,
    Section,
    ShotAt,
    Url,
    Where,
    fill,
    placeholders,
    read_where,
    rectangle,
    whole,
    write_where,
)

__all__ = [
    "AudioRef",
    "Crop",
    "CropMeta",
    "Env",
    "FileAt",
    "ImageRef",
    "Ref",
    "Request",
    "Section",
    "ShotAt",
    "SubjectRef",
    "Url",
    "VideoRef",
    "Where",
    "fill",
    "in_body_order",
    "placeholders",
    "read_where",
    "write_body",
    "write_where",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class CropMeta:
    """The record of a crop: the whole picture, the pixels of the cropped one, the rectangle as written."""

    original: Where
    width: int
    height: int
    detail: Crop


@dataclass(frozen=True, slots=True, kw_only=True)
class ImageRef:
    """A picture. With `crop`, `url` is the cropped picture and the body records where it was cut from."""

    name: str
    url: Where
    avatar_id: str | None = None
    crop: CropMeta | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SubjectRef:
    """A member of the author's own library at the provider, with 1 to 3 pictures."""

    name: str
    subject_id: str
    images: tuple[Where, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class VideoRef:
    """A clip."""

    name: str
    url: Where


@dataclass(frozen=True, slots=True, kw_only=True)
class AudioRef:
    """A sound."""

    name: str
    url: Where


Ref = SubjectRef | ImageRef | VideoRef | AudioRef
_BODY_ORDER: tuple[type[Ref], ...] = (SubjectRef, ImageRef, VideoRef, AudioRef)


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """Everything one call asks for, every default resolved. `duration` in seconds; `takes` is sent as `videoNum`."""

    prompt: str
    duration: Number
    resolution: str
    aspect_ratio: str
    generate_audio: bool
    takes: int
    refs: tuple[Ref, ...]
    unlimited: bool | None = None
    webhook_url: str | Env | None = None
    client_source: str | None = None


def in_body_order(refs: tuple[Ref, ...]) -> tuple[Ref, ...]:
    """Sort refs as a body lists them: subjects, images, videos, audios, each kind in its given order."""
    return tuple(sorted(refs, key=lambda ref: _BODY_ORDER.index(type(ref))))


def write_body(request: Request) -> dict[str, Any]:
    """Write the JSON body with every default in it and whole numbers as whole numbers.

    `order` counts from 1 over images, videos and audios together, and from 1 inside a subject (the vendor's page asks
    for it; one count over all kinds is what bodies it accepted have).
    """
    refs = in_body_order(request.refs)
    subjects = sum(isinstance(ref, SubjectRef) for ref in refs)
    numbered = tuple(enumerate(refs, start=1 - subjects))
    written: dict[str, Any] = {
        "prompt": request.prompt,
        "duration": whole(request.duration),
        "resolution": request.resolution,
        "aspectRatio": request.aspect_ratio,
        "generateAudio": request.generate_audio,
        "videoNum": request.takes,
        "refs": [_ref(ref, order=order) for order, ref in numbered],
    }
    metas = [_meta(ref, ref.crop, order=order) for order, ref in numbered if isinstance(ref, ImageRef) and ref.crop]
    if metas:
        written["imageMeta"] = metas
    if request.unlimited is not None:
        written["unlimited"] = request.unlimited
    return {"input": written, **_labels(request)}


def _ref(ref: Ref, *, order: int) -> dict[str, Any]:
    match ref:
        case SubjectRef():
            images = [{"url": write_where(image), "order": rank} for rank, image in enumerate(ref.images, start=1)]
            return {"type": "subject", "name": ref.name, "images": images, "subjectId": ref.subject_id}
        case ImageRef():
            avatar = {} if ref.avatar_id is None else {"avatarId": ref.avatar_id}
            return {"type": "image", "name": ref.name, "image": write_where(ref.url), "order": order, **avatar}
        case VideoRef():
            return {"type": "video", "name": ref.name, "video": write_where(ref.url), "order": order}
        case AudioRef():
            return {"type": "audio", "name": ref.name, "audio": write_where(ref.url), "order": order}


def _meta(ref: ImageRef, crop: CropMeta, *, order: int) -> dict[str, Any]:
    cropper = {
        "url": write_where(ref.url),
        "width": crop.width,
        "height": crop.height,
        "detail": rectangle(crop.detail, across="scaleX", down="scaleY"),
    }
    return {"name": ref.name, "url": write_where(crop.original), "order": order - 1, "cropper": cropper}


def _labels(request: Request) -> dict[str, Any]:
    hook = request.webhook_url
    given = {
        "webhookUrl": write_where(hook) if isinstance(hook, Env) else hook,
        "clientSource": request.client_source,
    }
    return {key: value for key, value in given.items() if value is not None}
