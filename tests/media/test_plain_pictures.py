"""Every picture becomes one that the API reads, as people see it; and small ones are made of pictures and clips."""

from pathlib import Path

import pytest
from PIL import Image, ImageCms

from storyboard.media.errors import MediaError
from storyboard.media.pictures import PLAIN, crop
from storyboard.media.plain_pictures import READABLE, ending_for, is_plain, make_plain, make_thumbnail, nature_of
from storyboard.media.probe import probe
from tests.media import samples
from tests.media.reels import Reel, write_reel

RED, BLUE = (200, 30, 30), (30, 30, 200)


def halves(path: Path, form: str, *, orientation: int = 1, mode: str = "RGB") -> Path:
    """Write a picture of 40×20 whose left half is red and whose right one is blue."""
    image = Image.new("RGB", (40, 20), RED)
    image.paste(BLUE, (20, 0, 40, 20))
    exif = Image.Exif()
    exif[0x0112] = orientation
    if form == "HEIF":
        import pillow_heif

        pillow_heif.register_heif_opener()
    image.convert(mode).save(path, form, exif=exif.tobytes())
    return path


def is_near(seen: object, wanted: tuple[int, int, int]) -> bool:
    return isinstance(seen, tuple) and all(abs(a - b) < 40 for a, b in zip(seen, wanted, strict=False))


@pytest.mark.parametrize("form", ["WEBP", "BMP", "TIFF", "GIF", "AVIF", "HEIF"])
def test_a_picture_of_another_format_becomes_a_plain_one(tmp_path: Path, form: str) -> None:
    source = halves(tmp_path / "a.png", form)
    assert not is_plain(source, formats=PLAIN)
    target = tmp_path / f"b{ending_for(source, formats=PLAIN)}"
    make_plain(source, target)
    made = probe(target)
    assert (made.width, made.height) == (40, 20)
    assert is_plain(target, formats=PLAIN)
    with Image.open(target) as image:
        assert is_near(image.convert("RGB").getpixel((5, 10)), RED)
        assert is_near(image.convert("RGB").getpixel((35, 10)), BLUE)


@pytest.mark.parametrize(
    ("orientation", "size", "left_or_top"),
    [(1, (40, 20), RED), (3, (40, 20), BLUE), (6, (20, 40), RED), (8, (20, 40), BLUE), (2, (40, 20), BLUE)],
)
def test_a_picture_that_is_stored_lying_is_sent_as_it_is_seen(
    tmp_path: Path, orientation: int, size: tuple[int, int], left_or_top: tuple[int, int, int]
) -> None:
    source = halves(tmp_path / "a.jpg", "JPEG", orientation=orientation)
    assert is_plain(source, formats=PLAIN) is (orientation == 1)
    make_plain(source, tmp_path / "b.jpg")
    assert is_plain(tmp_path / "b.jpg", formats=PLAIN)
    with Image.open(tmp_path / "b.jpg") as image:
        assert image.size == size
        assert is_near(image.getpixel((3, 3)), left_or_top)


@pytest.mark.parametrize("form", ["PNG", "TIFF"])
def test_deep_greys_keep_their_shades(tmp_path: Path, form: str) -> None:
    """A scan of 16 bits is no white sheet."""
    image = Image.new("I;16", (40, 20), 0x4040)
    image.save(tmp_path / "a.img", form)
    make_plain(tmp_path / "a.img", tmp_path / "b.png")
    crop(tmp_path / "a.img", tmp_path / "c.png", x=0, y=0, width=10, height=10)
    for name in ("b.png", "c.png"):
        with Image.open(tmp_path / name) as made:
            assert made.getpixel((5, 5)) == (0x40, 0x40, 0x40)


def test_pixels_without_a_white_are_refused(tmp_path: Path) -> None:
    Image.new("F", (40, 20), 0.5).save(tmp_path / "a.tif")
    with pytest.raises(MediaError, match="32 bits a pixel and no white that is known"):
        make_plain(tmp_path / "a.tif", tmp_path / "b.jpg")


@pytest.mark.parametrize("form", ["JPEG", "TIFF"])
@pytest.mark.parametrize("profile", [b"", b"\0" * 16 + b"CMYK" + b"\0" * 200])
def test_the_inks_of_a_printer_become_colours(tmp_path: Path, form: str, profile: bytes) -> None:
    """Not every reader knows them, and their profile would be wrong beside the colours."""
    Image.new("CMYK", (40, 20), (0, 255, 255, 0)).save(tmp_path / "a.img", form, icc_profile=profile or None)
    assert not is_plain(tmp_path / "a.img", formats=PLAIN)
    make_plain(tmp_path / "a.img", tmp_path / "b.jpg")
    with Image.open(tmp_path / "b.jpg") as made:
        assert made.mode == "RGB"
        assert is_near(made.getpixel((5, 5)), (255, 0, 0))
        assert "icc_profile" not in made.info


@pytest.mark.parametrize("ending", [".jpg", ".png"])
def test_a_crop_keeps_the_profile_of_its_picture(tmp_path: Path, ending: str) -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    Image.new("RGB", (40, 20), RED).save(tmp_path / "a.png", icc_profile=profile)
    crop(tmp_path / "a.png", tmp_path / f"c{ending}", x=0, y=0, width=10, height=10)
    with Image.open(tmp_path / f"c{ending}") as made:
        assert made.info["icc_profile"] == profile


def test_of_what_moves_the_first_picture_is_sent(tmp_path: Path) -> None:
    first, second = (Image.new("RGB", (40, 20), colour) for colour in (RED, BLUE))
    for form in ("GIF", "WEBP"):
        first.save(tmp_path / "a.img", form, save_all=True, append_images=[second])
        target = tmp_path / f"b{ending_for(tmp_path / 'a.img', formats=PLAIN)}"
        make_plain(tmp_path / "a.img", target)
        with Image.open(target) as made:
            assert is_near(made.convert("RGB").getpixel((5, 5)), RED)


@pytest.mark.parametrize("form", ["PNG", "GIF"])
def test_a_transparent_shade_of_a_palette_stays_transparent(tmp_path: Path, form: str) -> None:
    image = Image.new("P", (40, 20), 1)
    image.putpalette([10, 20, 30, *RED])
    image.save(tmp_path / "a.img", form, transparency=1)
    make_plain(tmp_path / "a.img", tmp_path / "b.png")
    crop(tmp_path / "a.img", tmp_path / "c.png", x=0, y=0, width=10, height=10)
    for name in ("b.png", "c.png"):
        with Image.open(tmp_path / name) as made:
            assert made.getchannel("A").getextrema() == (0, 0)


def test_what_is_transparent_stays_so(tmp_path: Path) -> None:
    Image.new("RGBA", (40, 20), (200, 30, 30, 0)).save(tmp_path / "a.webp", "WEBP", lossless=True)
    assert ending_for(tmp_path / "a.webp", formats=PLAIN) == ".png"
    make_plain(tmp_path / "a.webp", tmp_path / "b.png")
    with Image.open(tmp_path / "b.png") as image:
        assert image.mode == "RGBA"
        assert image.getchannel("A").getextrema() == (0, 0)


def test_the_colours_stay_those_of_the_pictures_own_profile(tmp_path: Path) -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    Image.new("RGB", (40, 20), RED).save(tmp_path / "a.tiff", "TIFF", icc_profile=profile)
    make_plain(tmp_path / "a.tiff", tmp_path / "b.jpg")
    with Image.open(tmp_path / "b.jpg") as image:
        assert image.info["icc_profile"] == profile


def test_rotation_is_told(tmp_path: Path) -> None:
    told = [probe(halves(tmp_path / f"{n}.jpg", "JPEG", orientation=n)).rotation for n in range(1, 9)]
    assert told == [0, 0, 180, 180, 90, 90, 270, 270]


@pytest.mark.parametrize("longest", [16, 100])
def test_a_thumbnail_is_never_larger_than_asked_nor_than_the_picture(tmp_path: Path, longest: int) -> None:
    make_thumbnail(halves(tmp_path / "a.jpg", "JPEG", orientation=6), tmp_path / "t.jpg", longest=longest)
    made = probe(tmp_path / "t.jpg")
    assert (made.format, max(made.width, made.height)) == ("jpeg", min(longest, 40))
    assert made.width < made.height


def test_the_thumbnail_of_a_clip_is_its_middle(tmp_path: Path) -> None:
    reels = [Reel(1.0, RED, alive=False), Reel(1.0, BLUE, alive=False), Reel(1.0, RED, alive=False)]
    make_thumbnail(write_reel(tmp_path / "a.mp4", reels), tmp_path / "t.jpg", longest=48)
    with Image.open(tmp_path / "t.jpg") as image:
        assert image.size == (48, 27)
        assert is_near(image.getpixel((24, 13)), BLUE)


@pytest.mark.parametrize("name", ["empty.png", "text.jpg", "cut.webp", "sound.wav", "none.png"])
def test_what_is_no_picture_is_an_error_of_one_sentence(tmp_path: Path, name: str) -> None:
    (tmp_path / "empty.png").write_bytes(b"")
    (tmp_path / "text.jpg").write_text("no picture")
    whole = halves(tmp_path / "whole.webp", "WEBP").read_bytes()
    (tmp_path / "cut.webp").write_bytes(whole[: len(whole) // 2])
    samples.wav(tmp_path / "sound.wav", 0.5)
    for make in (make_plain, lambda source, target: make_thumbnail(source, target, longest=16)):
        with pytest.raises(MediaError, match=name.replace(".", r"\.")):
            make(tmp_path / name, tmp_path / "out.png")
    assert not (tmp_path / "out.png").exists()


def test_without_its_library_a_heic_picture_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import sys

    source = halves(tmp_path / "a.heic", "HEIF")
    monkeypatch.setitem(sys.modules, "pillow_heif", None)
    with pytest.raises(MediaError, match=r"a\.heic is a HEIC picture.*storyboard-films\[heic\]"):
        probe(source)
    assert nature_of(source) == "image"


def test_every_format_that_is_promised_was_tried() -> None:
    assert {"jpeg", "png", "webp", "bmp", "tiff", "gif", "avif", "heic"} == READABLE
