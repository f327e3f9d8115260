"""Laws that hold for every storyboard: what a request is made of, what changes its digest, and what never does."""

import re
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from PIL import Image

from storyboard.plan.film import Film
from storyboard.plan.plan_json import write_plan
from storyboard.provider.sources import FileAt
from tests.plan.boards import Board, boards, renamed, shots_of, turned, written
from tests.support.films import digests, film, inputs, plan, sound, write, wrong_bodies

SOME = settings(max_examples=12, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
MENTION = re.compile(r"@(?:Image|Video|Audio)\d+")


@pytest.fixture(scope="module")
def desk() -> Iterator[Path]:
    with TemporaryDirectory() as folder:
        yield Path(folder)


def compiled(desk: Path, board: Board) -> Film:
    """Compile a board, or give it up where it asks for more than the model takes."""
    made = film(write(desk, written(board)))
    assume({one.code for one in made.problems if one.level == "error"} <= {"too-long-together", "too-many-references"})
    assume(made.drafts is not None)
    return made


def digests_of(desk: Path, board: Board) -> dict[str, str]:
    return digests(plan(sound(write(desk, written(board)))))


@SOME
@given(board=boards())
def test_every_body_is_as_the_api_wants_it(desk: Path, board: Board) -> None:
    assert wrong_bodies(plan(compiled(desk, board))) == []


@SOME
@given(board=boards())
def test_every_mention_names_a_reference_and_every_reference_is_named(desk: Path, board: Board) -> None:
    for body in inputs(plan(compiled(desk, board))).values():
        names = {f"@{ref['name']}" for ref in body["refs"]}
        mentioned = set(MENTION.findall(body["prompt"]))
        assert mentioned <= names
        assert all(name in body["prompt"] for name in names)
        orders = [ref["order"] for ref in body["refs"] if ref["type"] != "subject"]
        assert orders == list(range(1, len(orders) + 1))
        kinds = [ref["type"] for ref in body["refs"]]
        assert kinds == sorted(kinds, key=("subject", "image", "video", "audio").index)
        for kind in ("image", "video", "audio"):
            ranks = [ref["name"] for ref in body["refs"] if ref["type"] == kind]
            assert ranks == [f"{kind.title()}{rank}" for rank in range(1, len(ranks) + 1)]


@SOME
@given(board=boards())
def test_twice_gives_the_same_bytes_and_the_order_of_maps_means_nothing(desk: Path, board: Board) -> None:
    first = write_plan(plan(compiled(desk, board)))
    assert write_plan(plan(compiled(desk, board))) == first
    assert write_plan(plan(compiled(desk, turned(board)))) == first


@SOME
@given(board=boards())
def test_a_plan_lists_every_call_after_what_it_needs(desk: Path, board: Board) -> None:
    planned = plan(compiled(desk, board))
    rank = {call.id: number for number, call in enumerate(planned.calls)}
    assert all(rank[need.call] < rank[call.id] for call in planned.calls for need in call.needs)
    assert sorted(usage for call in planned.calls for usage in call.usages) == sorted(planned.shots)
    assert list(planned.shots) == [address for address, _ in shots_of(board)]
    assert planned.totals.calls == planned.totals.make == len(planned.calls)
    assert planned.totals.seconds == sum(call.seconds * call.takes for call in planned.calls)


@SOME
@given(board=boards())
def test_names_numbers_of_takes_labels_and_hooks_pay_for_nothing_twice(desk: Path, board: Board) -> None:
    compiled(desk, board)
    before = list(digests_of(desk, board).values())
    assert sorted(digests_of(desk, renamed(board, lambda id: f"new-{id}")).values()) == sorted(before)
    changed = deepcopy(board)
    changed |= {"provider": {"client_source": "x", "webhook_url": "https://example.com/hook"}, "budget": {"credits": 1}}
    changed |= {"title": "Another", "x-note": "nothing"}
    for _, shot in shots_of(changed):
        shot |= {"takes": 4, "notes": "words", "tags": ["new"], "title": "T"}
        shot.pop("after", None)
    assert list(digests_of(desk, changed).values()) == before


@SOME
@given(board=boards())
def test_the_order_of_scenes_changes_no_request(desk: Path, board: Board) -> None:
    compiled(desk, board)
    changed = {**board, "scenes": board["scenes"][::-1]}
    assert digests_of(desk, changed) == digests_of(desk, board)


@SOME
@given(board=boards())
def test_a_moved_folder_changes_no_request(desk: Path, board: Board) -> None:
    compiled(desk, board)
    assert digests_of(desk / "elsewhere" / "deeper", board) == digests_of(desk, board)


def uses_of(made: Film, path: str) -> set[str]:
    """List who sends a file, and who goes on from those."""
    assert made.drafts is not None
    found = {
        draft.setup.address
        for draft in made.drafts
        for ref in draft.references
        for where in ref.wheres
        if isinstance(where, FileAt) and where.path == path
    }
    for draft in made.drafts * len(made.drafts):
        if draft.setup.continues in found:
            found.add(draft.setup.address)
    return found


@SOME
@given(board=boards())
def test_one_byte_of_a_picture_changes_who_uses_it_and_who_goes_on_from_those(desk: Path, board: Board) -> None:
    made = compiled(desk, board)
    before = digests(plan(made))
    picture = desk / "refs" / "tom.png"
    bytes_before = picture.read_bytes()
    picture.unlink()
    try:
        Image.new("RGB", (320, 320), (121, 60, 60)).save(picture)
        after = digests_of(desk, board)
    finally:
        picture.write_bytes(bytes_before)
    assert {address for address in before if before[address] != after[address]} == uses_of(made, "refs/tom.png")


def changed_by(desk: Path, before: Board, after: Board) -> set[str]:
    """Say which shots have another digest when one board is written as another."""
    old, new = (digests(plan(compiled(desk, board))) for board in (before, after))
    return {address for address in old if old[address] != new[address]}


def with_followers(board: Board, start: set[str]) -> set[str]:
    """Add those who go on from shots, and who goes on from those in turn."""
    found = set(start)
    for address, shot in shots_of(board):  # whoever is gone on from comes first
        goes_on = shot.get("continues")
        if (goes_on["shot"] if isinstance(goes_on, dict) else goes_on) in found:
            found.add(address)
    return found


@SOME
@given(board=boards(), side=st.sampled_from(["x", "width"]))
def test_a_crop_changes_who_uses_the_picture_and_who_goes_on_from_those(desk: Path, board: Board, side: str) -> None:
    rectangle = {"x": 0, "y": 0, "width": 320, "height": 320}
    whole, cropped = deepcopy(board), deepcopy(board)
    for one, crop in (
        (whole, rectangle),
        (cropped, {**rectangle, side: rectangle[side] + (5 if side == "x" else -10)}),
    ):
        one["characters"]["tom"]["images"] = [{"src": "refs/group.png", "crop": crop}]
    users = {
        draft.setup.address
        for draft in compiled(desk, cropped).drafts or ()
        for ref in draft.references
        for where in ref.wheres
        if isinstance(where, FileAt) and where.crop is not None
    }
    assert changed_by(desk, whole, cropped) == with_followers(board, users)


@SOME
@given(board=boards(), key=st.sampled_from(["from", "seconds"]))
def test_a_section_changes_who_uses_it_and_who_goes_on_from_those(desk: Path, board: Board, key: str) -> None:
    other, users = deepcopy(board), set()
    for address, shot in shots_of(other):
        for ref in shot.get("refs", ()):
            if "video" in ref:
                ref["video"] = {**ref["video"], key: ref["video"][key] + 0.5}
                users.add(address)
    assert changed_by(desk, board, other) == with_followers(board, users)


@SOME
@given(
    board=boards(),
    how=st.sampled_from([{"via": "frame"}, {"via": "tail", "seconds": 3}, {"take": 2}]),
    rank=st.integers(0, 8),
)
def test_how_and_from_which_take_a_shot_goes_on_is_in_it(desk: Path, board: Board, how: Board, rank: int) -> None:
    going_on = [address for address, shot in shots_of(board) if "continues" in shot]
    assume(going_on)
    chosen, other = going_on[rank % len(going_on)], deepcopy(board)
    shot = dict(shots_of(other))[chosen]
    was = shot["continues"] if isinstance(shot["continues"], dict) else {"shot": shot["continues"], "via": "video"}
    shot["continues"] = {**was, **how} if "take" in how else {"shot": was["shot"], **how}
    assume({"seconds": 2, **shot["continues"]} != {"seconds": 2, **was})
    assert changed_by(desk, board, other) == with_followers(board, {chosen})


@SOME
@given(board=boards())
def test_a_shot_without_words_by_language_is_one_request_in_every_language(desk: Path, board: Board) -> None:
    compiled(desk, board)
    by_language = {"en": "waits in the rain", "es": "espera en la lluvia"}
    changed = deepcopy(board) | {"variants": {"en": {}, "es": {"language": "es"}}}
    spoken = next(shots_of(changed))[1]
    spoken.pop("prompt", None)
    spoken |= {"sound": by_language}
    planned = digests(plan(compiled(desk, changed)))
    goes_on = {address: shot.get("continues") for address, shot in shots_of(board)}
    for address, _ in shots_of(board):
        chain = [address]
        while (earlier := goes_on[chain[-1]]) is not None:
            chain.append(earlier if isinstance(earlier, str) else earlier["shot"])
        differs = next(shots_of(board))[0] in chain
        assert (planned[f"{address}@en"] != planned[f"{address}@es"]) == differs
