"""Both kinds of store keep the same promises, and what is wrong with an object store is said in words."""

import time
import uuid
from datetime import date, timedelta
from pathlib import Path

import pytest

from factories.object_store import SECRET, ObjectStore
from plainview.archive import bucket as buckets
from plainview.archive.bucket import Bucket
from plainview.archive.disk import Disk
from plainview.archive.packs import StoreAway
from plainview.archive.stores import Store

DAY, NEXT = date(2026, 11, 10), date(2026, 11, 11)


@pytest.fixture(params=["disk", "bucket"])
def store(request: pytest.FixtureRequest, tmp_path: Path, s3: ObjectStore) -> Store:
    return Disk(tmp_path) if request.param == "disk" else Bucket(s3.settings())


def read(store: Store, day: date, pack: uuid.UUID, start: int, length: int) -> bytes:
    with store.opened(day, pack) as at:
        return at(start, length)


def test_what_was_put_is_read_from_any_place_of_it(store: Store) -> None:
    pack, content = uuid.uuid4(), bytes(range(256)) * 2_000
    store.put(DAY, pack, [content[:100_000], content[100_000:]])
    with store.opened(DAY, pack) as at:
        assert at(0, 8) == content[:8]
        assert at(300_000, 150_000) == content[300_000:450_000]
        assert at(5, 20) == content[5:25]
        assert at(len(content) - 3, 50) == content[-3:]
        assert at(7, 0) == b""


def test_what_is_not_there_is_not_found_and_neither_is_what_lies_behind_its_end(store: Store) -> None:
    pack = uuid.uuid4()
    with pytest.raises(FileNotFoundError):
        read(store, DAY, uuid.uuid4(), 0, 4)
    store.put(DAY, pack, [b"short"])
    with pytest.raises(FileNotFoundError):
        read(store, NEXT, pack, 0, 4)
    try:
        assert read(store, DAY, pack, 4_000, 4) == b""
    except FileNotFoundError:
        assert isinstance(store, Bucket)


def test_days_are_counted_and_deleted_each_by_itself(store: Store) -> None:
    assert (store.days(), store.count()) == ([], {})
    packs = [uuid.uuid4() for _ in range(3)]
    for day, pack in ((DAY, packs[0]), (DAY, packs[1]), (NEXT, packs[2])):
        store.put(day, pack, [b"sealed"])
    assert store.count() == {DAY: 2, NEXT: 1}
    store.remove(DAY)
    assert (store.days(), store.count()) == ([NEXT], {NEXT: 1})
    assert read(store, NEXT, packs[2], 0, 6) == b"sealed"


def test_a_pack_that_is_put_again_into_the_bucket_is_there_once(s3: ObjectStore) -> None:
    pack = uuid.uuid4()
    for _ in range(2):
        Bucket(s3.settings()).put(DAY, pack, [b"sealed"])
    assert s3.names() == [f"police/plainview/2026-11-10/{pack}.pack"]


def test_a_day_of_more_packs_than_a_page_has_is_counted_and_deleted_whole(s3: ObjectStore) -> None:
    for number in range(2_101):
        s3.put(f"police/plainview/2026-11-10/{number}.pack")
    s3.put("police/plainview/2026-11-11/0.pack")
    s3.put("police/plainview-of-another/2026-11-10/0.pack")
    s3.put("police/plainview/notes.txt")
    bucket = Bucket(s3.settings())
    assert bucket.count() == {DAY: 2_101, NEXT: 1}
    assert sum(each.startswith("GET") and "list-type" in each for each in s3.asked) > 3
    bucket.remove(DAY)
    assert s3.names() == [
        "police/plainview-of-another/2026-11-10/0.pack",
        "police/plainview/2026-11-11/0.pack",
        "police/plainview/notes.txt",
    ]


def test_the_check_leaves_nothing_behind(s3: ObjectStore) -> None:
    Bucket(s3.settings()).check()
    assert s3.names() == []


def test_both_pictures_of_a_read_come_with_one_request(s3: ObjectStore) -> None:
    bucket, pack = Bucket(s3.settings()), uuid.uuid4()
    bucket.put(DAY, pack, [b"x" * 400_000])
    s3.asked.clear()
    with bucket.opened(DAY, pack) as at:
        assert at(200_000, 8) + at(200_008, 4_000) + at(204_008, 40_000) == b"x" * 44_008
    assert len(s3.asked) == 1


def test_each_trouble_has_its_words_and_none_tells_the_secret(s3: ObjectStore, monkeypatch: pytest.MonkeyPatch) -> None:
    def said(**changed: str) -> str:
        with pytest.raises(StoreAway) as away:
            Bucket(s3.settings(**changed)).check()
        assert SECRET not in str(away.value)
        assert away.value.__cause__ is None
        return str(away.value)

    assert said(PLAINVIEW_PICTURES_BUCKET="another-bucket") == "there is no bucket another-bucket"
    assert said(PLAINVIEW_PICTURES_KEY_ID="AKIDOTHER") == (
        "the store refuses the credentials, or what they may do (InvalidAccessKeyId)"
    )
    s3.failing = {"PUT": 503}
    assert said() == "the store answers 503 (SlowDown)"
    s3.failing = {"DELETE": 500, "POST": 500}
    assert said() == "the store answers 500 (SlowDown)"
    s3.failing = {}
    monkeypatch.setattr(buckets, "WHOLE", timedelta(seconds=0.3))
    s3.slow_s = 1.0
    assert said() == "the store did not answer in time"
    s3.slow_s = 0.0
    s3.go_down()
    begun = time.monotonic()
    assert said() == "the store cannot be reached"
    assert time.monotonic() - begun < 20, "whoever looks at a picture does not wait for ever"
    s3.come_up()


@pytest.mark.parametrize("said", [b"", b"NotFound"])
def test_a_404_of_a_proxy_before_the_store_is_a_store_that_is_away(s3: ObjectStore, said: bytes) -> None:
    bucket, pack = Bucket(s3.settings()), uuid.uuid4()
    bucket.put(DAY, pack, [b"sealed"])
    s3.failing, s3.said = {"GET": 404}, said
    with pytest.raises(StoreAway, match="answers 404"):
        read(bucket, DAY, pack, 0, 6)
    with pytest.raises(StoreAway, match="answers 404"):
        bucket.count()
    with pytest.raises(StoreAway, match="answers 404"):
        bucket.check()
    s3.failing, s3.said = {"GET": 404}, b"NoSuchKey"
    with pytest.raises(StoreAway, match="is not there when it is read back"):
        bucket.check()


def test_the_check_finds_a_bucket_that_keeps_versions(s3: ObjectStore) -> None:
    s3.keep_versions()
    with pytest.raises(StoreAway, match="the bucket keeps versions"):
        Bucket(s3.settings()).check()


def test_a_bucket_that_is_gone_is_a_store_that_is_away_and_not_a_lost_picture(s3: ObjectStore) -> None:
    gone = Bucket(s3.settings(PLAINVIEW_PICTURES_BUCKET="another-bucket"))
    with pytest.raises(StoreAway, match="no bucket"):
        read(gone, DAY, uuid.uuid4(), 0, 4)
    with pytest.raises(StoreAway, match="no bucket"):
        gone.count()
