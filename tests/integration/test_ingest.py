"""The devices' door, on a real database."""

import uuid
from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from factories import devices, entries, reads
from plainview.alerts.models import Alert
from plainview.archive import queries as archive
from plainview.archive.models import Read
from plainview.audit import checking
from plainview.audit.models import Entry as LogEntry
from plainview.ingest.models import Batch
from plainview.policy import clauses, parameters
from plainview.terms.read import ReadBatch
from plainview.terms.signing import JSON, MSGPACK

pytestmark = pytest.mark.usefixtures("instance")


def nothing_is_stored() -> bool:
    return not Read.objects.exists() and not Batch.objects.exists() and not Alert.objects.exists()


def error_of(response: object) -> dict[str, object]:
    return msgspec.json.decode(response.content)["error"]


def test_a_signed_batch_is_stored_with_its_pictures_and_logged() -> None:
    box = devices.box()
    batch = devices.batch(box.camera, devices.read("AB 12345"), devices.read("XYZ-987", state=None))
    answer = box.send(batch)
    assert answer.status_code == 200, answer.content
    assert msgspec.json.decode(answer.content) == {
        "batch": str(batch.id),
        "accepted": 2,
        "repeated": 0,
        "hits": 0,
        "keep_days": parameters.retention(datetime.now(UTC).date()).days,
    }
    stored = {read.plate: read for read in Read.objects.all()}
    assert set(stored) == {"AB12345", "XYZ987"}
    assert stored["AB12345"].raw == "AB 12345"
    assert archive.picture(stored["AB12345"], "photograph") == batch.reads[0].photograph
    assert LogEntry.objects.filter(event="batch.accepted", subject=f"batch:{batch.id}").count() == 1
    log = checking.verify()
    assert (log.entries, log.findings) == (LogEntry.objects.count(), ())


def test_json_is_taken_as_well_as_msgpack() -> None:
    box = devices.box()
    assert box.send(devices.batch(box.camera), content_type=JSON).status_code == 200


def test_a_repeated_batch_gets_its_first_answer_and_stores_nothing_twice() -> None:
    entries.active_entry()
    box = devices.box()
    batch = devices.batch(box.camera)
    first, second = box.send(batch), box.send(batch)
    assert first.content == second.content
    assert (Read.objects.count(), Alert.objects.count()) == (1, 1)


def test_a_read_that_comes_again_in_another_batch_is_counted_as_repeated() -> None:
    entries.active_entry()
    box = devices.box()
    read = devices.read()
    box.send(devices.batch(box.camera, read))
    again = msgspec.json.decode(box.send(devices.batch(box.camera, read, devices.read("CD 99999"))).content)
    assert (again["accepted"], again["repeated"], again["hits"]) == (1, 1, 0)
    assert Alert.objects.count() == 1


def test_a_batch_id_with_other_content_is_refused() -> None:
    box = devices.box()
    batch = devices.batch(box.camera)
    box.send(batch)
    other = box.send(msgspec.structs.replace(batch, reads=(devices.read("ZZ 11111"),)))
    assert other.status_code == 409
    assert Read.objects.count() == 1


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"Content-Digest": "sha-256=:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=:"}, "bad_signature"),
        ({"Signature": "device=:AAAA:"}, "bad_signature"),
        ({"Signature-Input": "nonsense"}, "bad_signature"),
        ({"Date": "yesterday"}, "bad_signature"),
    ],
)
def test_a_request_that_is_not_what_was_signed_is_refused_and_logged(change: dict[str, str], code: str) -> None:
    box = devices.box()
    answer = box.send(devices.batch(box.camera), **change)
    assert (answer.status_code, error_of(answer)["code"]) == (401, code)
    assert nothing_is_stored()
    assert LogEntry.objects.filter(event="batch.refused", outcome="refused").count() == 1


def test_a_signature_that_covers_too_little_is_refused() -> None:
    from http_message_signatures import HTTPMessageSigner, MappingKeyResolver
    from http_message_signatures.algorithms import ED25519

    from plainview.ingest.signature import Distrusted, SignedRequest, sender

    box, now = devices.box(), datetime.now(UTC)
    request = SignedRequest("POST", "/api/v1/reads", {"Date": now.strftime("%a, %d %b %Y %H:%M:%S GMT")}, b"")
    keys = MappingKeyResolver(public_keys={}, private_keys={box.key.id: box.key.private})
    HTTPMessageSigner(signature_algorithm=ED25519, key_resolver=keys).sign(
        request, key_id=box.key.id, created=now, covered_component_ids=("@method", "date")
    )
    with pytest.raises(Distrusted, match="signature"):
        sender(request, at=now)


def test_an_unknown_device_is_refused() -> None:
    known, stranger = devices.box(), devices.box("Elsewhere")
    from plainview.cameras import actions as cameras

    cameras.revoke_device(stranger.key.id, actor=devices.CONSOLE, at=datetime.now(UTC))
    answer = stranger.send(devices.batch(known.camera))
    assert (answer.status_code, error_of(answer)["code"]) == (401, "unknown_device")


@pytest.mark.parametrize("minutes", [-10, 10])
def test_a_clock_that_is_ten_minutes_off_is_named(minutes: int) -> None:
    box = devices.box()
    answer = box.send(devices.batch(box.camera), at=datetime.now(UTC) + timedelta(minutes=minutes))
    assert (answer.status_code, error_of(answer)["code"]) == (401, "clock_off")
    assert "10 minutes" in error_of(answer)["message"]
    assert nothing_is_stored()


def test_a_device_cannot_speak_for_another_camera() -> None:
    one, other = devices.box("One"), devices.box("Other")
    answer = one.send(devices.batch(other.camera))
    assert (answer.status_code, error_of(answer)["field"]) == (400, "camera")


@pytest.mark.proves(clauses.G_1)
def test_a_camera_without_an_attestation_delivers_nothing() -> None:
    box = devices.box(attested=False)
    answer = box.send(devices.batch(box.camera))
    assert (answer.status_code, error_of(answer)["clause"]) == (403, "G.1")
    assert nothing_is_stored()
    assert LogEntry.objects.filter(outcome="refused", clause="G.1").count() == 1


def broken(batch: ReadBatch, **fields: object) -> bytes:
    content = msgspec.to_builtins(batch, builtin_types=(bytes, datetime, uuid.UUID))
    good, bad = dict(content["reads"][0]), dict(content["reads"][0])
    for name, value in fields.items():
        if name in bad["reading"]:
            bad["reading"] = {**bad["reading"], name: value}
        else:
            bad[name] = value
    bad["id"] = uuid.uuid4()
    return msgspec.msgpack.encode({**content, "reads": [good, bad]})


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"plate": "A" * 60}, "reading.plate"),
        ({"plate": "!!"}, "reading.plate"),
        ({"confidence": 1.5}, "reading.confidence"),
        ({"state": "Connecticut"}, "reading.state"),
        ({"photograph": b""}, "photograph"),
        ({"photograph": b"not a picture"}, "photograph"),
        ({"crop": b"GIF89a"}, "crop"),
        ({"captured_at": "tomorrow"}, "captured_at"),
        ({"captured_at": datetime.now(UTC) + timedelta(hours=1)}, "captured_at"),
        ({"captured_at": datetime.now(UTC).replace(tzinfo=None)}, "captured_at"),
        ({"characters": []}, "reading.characters"),
        ({"id": "not a uuid"}, "id"),
        ({"engine": "nul\x00"}, "engine"),
        ({"plate": "AB\x001"}, "reading.plate"),
        ({"box": (2**40, 0, 1, 1)}, "reading.box[0]"),
        ({"box": (-1, 0, 1, 1)}, "reading.box[0]"),
    ],
)
def test_a_bad_read_is_named_by_item_and_field_and_its_whole_batch_is_left_out(
    fields: dict[str, object], field: str
) -> None:
    box = devices.box()
    answer = box.send(
        broken(devices.batch(box.camera), **{name: value for name, value in fields.items() if name != "id"})
        if "id" not in fields
        else broken_id(box)
    )
    assert answer.status_code == 400, answer.content
    found = error_of(answer)
    assert (found["code"], found["item"], found["field"]) == ("invalid_read", 1, field)
    assert nothing_is_stored()


@pytest.mark.parametrize(
    ("vehicle", "field"),
    [
        ({"colour": {"word": "reddish", "confidence": 0.9}}, "reading.vehicle.colour.word"),
        ({"colour": {"word": "Blue", "confidence": 0.9}}, "reading.vehicle.colour.word"),
        ({"make": {"word": "blue", "confidence": 0.9}}, "reading.vehicle.make.word"),
        ({"body": {"word": "", "confidence": 0.9}}, "reading.vehicle.body.word"),
        ({"body": {"word": "van", "confidence": 1.01}}, "reading.vehicle.body.confidence"),
        ({"body": {"word": "van"}}, "reading.vehicle.body"),
        ({"colour": "blue"}, "reading.vehicle.colour"),
        ("blue", "reading.vehicle"),
    ],
)
def test_a_vehicle_in_words_that_nobody_knows_is_named_by_item_and_field_and_not_stored(
    vehicle: object, field: str
) -> None:
    box = devices.box()
    said = devices.read(vehicle=reads.vehicle(colour="blue"))
    answer = box.send(broken(devices.batch(box.camera, said), vehicle=vehicle))
    assert answer.status_code == 400, answer.content
    found = error_of(answer)
    assert (found["code"], found["item"], found["field"]) == ("invalid_read", 1, field)
    assert nothing_is_stored()


def test_what_is_stated_of_a_vehicle_is_kept_and_an_older_box_which_states_nothing_sends_what_it_always_did() -> None:
    box = devices.box()
    said = reads.vehicle("dark blue", "Honda", "sedan", confidence=0.85)
    batch = devices.batch(box.camera, devices.read("AB 12345", vehicle=said), devices.read("CD 99999"))
    for content_type in (JSON, MSGPACK):
        assert box.send(batch, content_type=content_type).status_code == 200
    stored = {read.plate: read.vehicle for read in Read.objects.all()}
    assert stored == {"AB12345": said, "CD99999": None}
    (_, plain) = msgspec.msgpack.decode(msgspec.msgpack.encode(batch))["reads"]
    assert "vehicle" not in plain["reading"]
    empty = devices.batch(box.camera, devices.read("EF 55555", vehicle=reads.vehicle()))
    assert box.send(empty).status_code == 200
    assert Read.objects.get(plate="EF55555").vehicle is None


def broken_id(box: devices.Box) -> bytes:
    content = msgspec.to_builtins(
        devices.batch(box.camera, devices.read(), devices.read()), builtin_types=(bytes, datetime, uuid.UUID)
    )
    content["reads"][1]["id"] = "not a uuid"
    return msgspec.msgpack.encode(content)


@pytest.mark.parametrize("body", [b"", b"\xff\xfe\x00", b"{}", b"[" * 1000, b"\xc1"])
def test_a_body_that_is_no_batch_is_a_clear_error(body: bytes) -> None:
    box = devices.box()
    for content_type in ("application/msgpack", JSON, "text/plain"):
        answer = box.send(body, content_type=content_type)
        assert (answer.status_code, error_of(answer)["code"]) == (400, "invalid_batch"), answer.content
    assert nothing_is_stored()


def test_invalid_utf_8_in_a_plate_is_a_clear_error() -> None:
    box = devices.box()
    body = devices.encode(devices.batch(box.camera, devices.read("AB 12345")), JSON).replace(
        b"AB 12345", b"AB \xff\xfe45"
    )
    answer = box.send(body, content_type=JSON)
    assert answer.status_code == 400
    assert nothing_is_stored()


def test_more_than_a_thousand_reads_are_refused() -> None:
    box = devices.box()
    read = devices.read()
    reads = tuple(msgspec.structs.replace(read, id=uuid.uuid4()) for _ in range(1001))
    answer = box.send(devices.batch(box.camera, *reads))
    assert (answer.status_code, error_of(answer)["field"]) == (400, "reads")


@pytest.mark.proves(clauses.K_1)
def test_a_read_older_than_the_limit_is_not_taken() -> None:
    box = devices.box()
    answer = box.send(devices.batch(box.camera, devices.read(captured_at=datetime.now(UTC) - timedelta(days=21))))
    assert (answer.status_code, error_of(answer)["clause"]) == (400, "K.1")
    assert nothing_is_stored()


@pytest.mark.proves(clauses.J_1)
def test_when_the_log_cannot_be_written_nothing_is_stored(monkeypatch: pytest.MonkeyPatch) -> None:
    box = devices.box()
    entries.active_entry()

    def fail(*_: object, **__: object) -> int:
        raise RuntimeError("the log is full")

    monkeypatch.setattr("plainview.pipeline.audit.append", fail)
    with pytest.raises(RuntimeError, match="full"):
        box.send(devices.batch(box.camera))
    assert nothing_is_stored()
