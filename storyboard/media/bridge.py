"""The crossing between a picture that is drawn and a frame that is coded."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from av.video.frame import VideoFrame
    from PIL import Image


def to_image(frame: "VideoFrame") -> "Image.Image":
    """Make an RGB picture of a frame, as it is coded: not yet set upright."""
    image: Image.Image = frame.to_image()  # type: ignore[no-untyped-call]
    return image


def to_frame(image: "Image.Image") -> "VideoFrame":
    """Make a frame of an RGB picture."""
    from av.video.frame import VideoFrame

    frame: VideoFrame = VideoFrame.from_image(image)  # type: ignore[no-untyped-call]
    return frame
