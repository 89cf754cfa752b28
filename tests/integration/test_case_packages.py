"""A case package is made, logged, checked offline by one command, and whoever changes a part of it is found."""

import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from asgiref.sync import async_to_sync
from django.http import HttpResponseBase
from django.test import Client
from django.urls import reverse

from factories import cases, devices, entries
from factories.instance import Instance
from factories.people import client_of, person
from factories.reads import vehicle
from plainview import jobs
from plainview.alerts.models import Alert
from plainview.archive.models import Read
from plainview.audit.models import Entry as LogEntry
from plainview.audit.signing_key import signing_key
from plainview.evidence import actions, packages, queries
from plainview.evidence.forms import FORMS, Surroundings
from plainview.evidence.models import Hold, Package
from plainview.evidence.packages import Taken
from plainview.evidence.small_map import BaseMap
from plainview.policy import clauses
from plainview.policy.decisions import PolicyRefusal
from plainview.terms.actor import Actor, Role, job
from plainview.web import making

WHY = "Asked for by the prosecutor for the hearing on the theft"
BASE = BaseMap(outlines=[[(-73.5, 41.0), (-71.8, 42.0)]], places=[(-72.67, 41.76, "Hartford")])
AROUND = Surroundings(base=BASE, agency="City Police", enclosed={"alert.txt": b"Used."})


def now() -> datetime:
    return datetime.now(UTC)


@pytest.fixture
def supervisor(instance: Instance) -> Actor:
    return person(Role.SUPERVISOR).actor()


@pytest.fixture
def hold(supervisor: Actor) -> Hold:
    """One read whose day was purged, and one that is still in the archive."""
    box = devices.box()
    said = vehicle("dark blue", body="SUV")
    box.send(devices.batch(box.camera, devices.read("AB 12345", captured_at=now() - timedelta(days=20), vehicle=said)))
    box.send(devices.batch(box.camera, devices.read("AB 12345")))
    hold = cases.held(*Read.objects.all(), by=supervisor)
    jobs.purge(actor=job("purge"), at=now() + timedelta(days=3))
    return hold


def made(hold: Hold, actor: Actor) -> bytes:
    asked = packages.ask(hold.pk, reason=WHY, actor=actor, at=now())
    packages.build(asked.pk, lambda: AROUND, actor=actor, at=now())
    return whole(packages.take(asked.pk, actor=actor, at=now()))


def whole(taken: Taken) -> bytes:
    """All of a file that leaves, as its receiver has it."""
    content = b"".join(taken.pieces)
    taken.pieces.close()
    assert len(content) == taken.size
    return content


def sent(client: Client, address: str, form: dict[str, str] | None = None) -> tuple[HttpResponseBase, bytes]:
    """What a page sends piece by piece, as the server sends it."""
    answer = client.get(address) if form is None else client.post(address, form)

    async def body() -> bytes:
        return b"".join([part async for part in answer.streaming_content])

    return answer, async_to_sync(body)()


def checked(package: bytes, folder: Path, *keys: str) -> tuple[int, str]:
    """What the one file says, run as an outsider runs it: without our packages."""
    file, verifier = folder / "package.zip", folder / "plainview-verify.pyz"
    file.write_bytes(package)
    script = Path(__file__).parents[2] / "scripts/verifier.py"
    subprocess.run([sys.executable, "-I", "-S", script, verifier], check=True, capture_output=True)
    chosen = [each for key in keys for each in ("--key", key)]
    command = [sys.executable, "-I", "-S", verifier, file, *chosen]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


def opened(package: bytes) -> "Files":
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        return {each.split("/", 1)[1]: archive.read(each) for each in archive.namelist()}


@pytest.mark.proves(clauses.J_2, clauses.I_4)
def test_a_package_holds_what_was_kept_with_its_proofs_and_is_checked_offline(
    hold: Hold, supervisor: Actor, tmp_path: Path
) -> None:
    package = made(hold, supervisor)
    code, words = checked(package, tmp_path, signing_key().verifier)
    assert code == 0, words
    assert words.startswith("The package holds: case 26-1, 2 reads, ")
    assert f"made by {supervisor.name}" in words
    files = opened(package)
    assert files["bagit.txt"] == b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
    assert {"data/report.pdf", "data/reads.csv", "data/reads.json", "data/custody.json", "data/statement.txt"} <= set(
        files
    )
    assert files["data/enclosed/alert.txt"] == b"Used."
    assert b"plainview-verify" in files["data/read-me-first.txt"]
    assert files["data/pictures/0001-photograph.jpg"] == devices.jpeg()
    assert b"ALPR" in files["data/statement.txt"]
    reads = json.loads(files["data/reads.json"])["reads"]
    assert [each["plate"] for each in reads] == ["AB12345", "AB12345"]
    assert [each["vehicle"] for each in reads] == ["colour dark blue (90 %), body SUV (90 %)", ""]
    assert files["data/reads.csv"].count(b"AB12345") == 2
    assert files["data/reads.csv"].count(b"colour dark blue (90 %)") == 1
    events = {each["event"] for each in json.loads(files["data/custody.json"])["entries"]}
    assert {"batch.accepted", "hold.placed", "hold.package-asked", "retention.purged"} <= events
    code, words = checked(package, tmp_path)
    assert (code, "WARNING: no --key was given" in words) == (0, True)


@pytest.mark.proves(clauses.J_1, clauses.J_2)
def test_what_left_is_in_the_log_with_counts_and_hashes_and_without_a_plate(hold: Hold, supervisor: Actor) -> None:
    package = made(hold, supervisor)
    entry = LogEntry.objects.get(event="hold.packaged")
    facts = json.loads(entry.facts)
    assert (facts["reads"], facts["pictures"]) == (2, 4)
    kept = Package.objects.get()
    assert facts["manifest"] == bytes(kept.manifest or b"").hex()
    assert LogEntry.objects.filter(event="hold.package-taken").count() == 1
    for form in FORMS:
        taken = packages.export(hold.pk, form, AROUND, reason=WHY, actor=supervisor, at=now())
        content = whole(taken)
        assert form == "pdf" or content.count(b"Automated licence plate reader (ALPR) data was used") >= 1
    exported = [json.loads(each.facts) for each in LogEntry.objects.filter(event="hold.exported").order_by("seq")]
    assert [(each["form"], each["reads"], each["pictures"]) for each in exported] == [
        ("csv", 2, 0),
        ("json", 2, 0),
        ("pdf", 2, 4),
    ]
    said = "".join(LogEntry.objects.filter(event__startswith="hold.").values_list("facts", flat=True))
    assert "AB12345" not in said
    assert WHY not in said
    assert bytes(kept.hash or b"") not in package


Files = dict[str, bytes]


def put(name: str, content: bytes) -> Callable[[Files], object]:
    return lambda files: files.update({name: content})


def exchange(name: str, old: bytes, new: bytes) -> Callable[[Files], object]:
    return lambda files: files.update({name: files[name].replace(old, new)})


TAMPERINGS: dict[str, tuple[Callable[[Files], object], str]] = {
    "a photograph": (
        put("data/pictures/0001-photograph.jpg", b"\xff\xd8 other"),
        "photograph.jpg: it was changed",
    ),
    "a crop gone": (lambda files: files.pop("data/pictures/0002-crop.jpg"), "0002-crop.jpg: it is missing"),
    "a file added": (put("data/more.txt", b"more"), "data/more.txt: it was added"),
    "a file beside": (put("more.txt", b"more"), "more.txt: it was added beside the payload"),
    "the reads": (exchange("data/reads.json", b"AB12345", b"ZZ99999"), "data/reads.json: it was changed"),
    "the table": (put("data/reads.csv", b"x"), "data/reads.csv: it was changed"),
    "the report": (put("data/report.pdf", b"%PDF-1.7 other"), "data/report.pdf: it was changed"),
    "the statement": (put("data/statement.txt", b"None."), "data/statement.txt: it was changed"),
    "an enclosure": (put("data/enclosed/alert.txt", b""), "data/enclosed/alert.txt: it was changed"),
    "the custody": (put("data/custody.json", b'{"entries": [{"seq": 1}]}'), "custody, entry 1"),
    "a manifest": (put("manifest-sha256.txt", b""), "manifest-sha256.txt: it was changed"),
    "the bag's words": (exchange("bag-info.txt", b"26-1", b"26-2"), "bag-info.txt: it was changed"),
    "the declaration": (put("bagit.txt", b"BagIt-Version: 0.9\n"), "bagit.txt: it declares no bag"),
    "the tag manifest": (exchange("tagmanifest-sha256.txt", b"bagit", b"gabit"), "it was made for another package"),
    "the signature": (exchange("signature.txt", b"package/1", b"package/2"), "the signature does not fit"),
}


@pytest.mark.proves(clauses.J_2)
@pytest.mark.parametrize("what", TAMPERINGS)
def test_whoever_changes_a_part_is_found_and_where(what: str, hold: Hold, supervisor: Actor, tmp_path: Path) -> None:
    files = opened(made(hold, supervisor))
    change, words = TAMPERINGS[what]
    change(files)
    code, said = checked(zipped(files), tmp_path, signing_key().verifier)
    assert (code, words in said) == (1, True), said
    assert "does NOT hold" in said


def zipped(files: Files, base: str = "case") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in files.items():
            archive.writestr(f"{base}/{name}", content)
    return out.getvalue()


def test_a_proof_of_another_entry_and_another_key_are_found(hold: Hold, supervisor: Actor, tmp_path: Path) -> None:
    from factories.log import a_key

    package = made(hold, supervisor)
    code, said = checked(package, tmp_path, a_key().verifier)
    assert (code, "signature.txt: it is signed by none of the keys" in said) == (1, True)
    files = opened(package)
    first, second, *_ = sorted(name for name in files if name.endswith(".tlog-proof"))
    files[first] = files[second]
    _, said = checked(zipped(files), tmp_path, signing_key().verifier)
    assert "no proof shows it to be in the log" in said


@pytest.mark.parametrize("file", [b"PK\x03\x04 cut off", zipped({"bagit.txt": b""}), zipped({"../bagit.txt": b""})])
def test_what_is_no_package_is_said_to_be_none(file: bytes, tmp_path: Path) -> None:
    code, said = checked(file, tmp_path)
    assert code == 2
    assert "Traceback" not in said


@pytest.mark.proves(clauses.F_A_1_II)
def test_each_time_a_reason_of_its_own_is_asked_and_a_vague_one_is_refused(hold: Hold, supervisor: Actor) -> None:
    for refused in (
        lambda: packages.ask(hold.pk, reason="test", actor=supervisor, at=now()),
        lambda: packages.export(hold.pk, "csv", AROUND, reason=" ", actor=supervisor, at=now()),
    ):
        with pytest.raises(PolicyRefusal) as refusal:
            refused()
        assert {each.clause.id for each in refusal.value.refusals} == {"F.a.1.ii"}
    with pytest.raises(PolicyRefusal, match="your role"):
        packages.ask(hold.pk, reason=WHY, actor=person().actor(), at=now())
    assert not Package.objects.exists()


@pytest.mark.proves(clauses.J_2, clauses.K_1)
def test_a_released_case_leaves_no_package_behind(hold: Hold, supervisor: Actor, instance: Instance) -> None:
    made(hold, supervisor)
    folder = instance.data / "evidence" / str(hold.pk)
    assert list(folder.iterdir())
    actions.release(hold.pk, because="Nolle.", actor=supervisor, at=now())
    assert not folder.exists()
    with pytest.raises(PolicyRefusal, match="this hold has ended"):
        packages.take(Package.objects.get().pk, actor=supervisor, at=now())


def test_a_package_that_cannot_be_made_says_so(hold: Hold, supervisor: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = packages.ask(hold.pk, reason=WHY, actor=supervisor, at=now())

    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("disk full")

    monkeypatch.setattr("plainview.evidence.sealed_files.sync_folder", fail)
    with pytest.raises(RuntimeError, match="full"):
        packages.build(asked.pk, lambda: AROUND, actor=supervisor, at=now())
    assert Package.objects.get().failed
    assert not LogEntry.objects.filter(event="hold.packaged").exists()


@pytest.mark.proves(clauses.I_4, clauses.J_2)
def test_the_statement_of_each_alert_on_its_reads_goes_along(instance: Instance, supervisor: Actor) -> None:
    entries.active_entry("AB 12345")
    box = devices.box()
    box.send(devices.batch(box.camera, devices.read("AB 12345"), devices.read("ZZ 98765")))
    hold = cases.held(*Read.objects.all(), by=supervisor)
    asked = packages.ask(hold.pk, reason=WHY, actor=supervisor, at=now())
    packages.build(asked.pk, lambda: making.around(hold, actor=supervisor), actor=supervisor, at=now())
    files = opened(whole(packages.take(asked.pk, actor=supervisor, at=now())))
    (name,) = (name for name in files if name.startswith("data/enclosed/"))
    assert name == f"data/enclosed/statement-of-alert-{Alert.objects.get().pk}.txt"
    assert files[name].startswith(b"Automatic license plate reader (ALPR) data was used")
    facts = json.loads(LogEntry.objects.get(event="statement.opened").facts)
    assert facts["form"] == "package"


def test_the_page_of_a_case_offers_package_and_export(
    hold: Hold, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def at_once(package: Package, *, actor: Actor) -> None:
        packages.build(package.pk, lambda: making.around(package.hold, actor=actor), actor=actor, at=now())

    monkeypatch.setattr(making, "start", at_once)
    client = client_of(person(Role.SUPERVISOR))
    page = reverse("hold", args=[hold.pk])
    refused = client.post(reverse("hold-package", args=[hold.pk]), {"package_reason": "test"})
    assert (refused.status_code, 'id="package_reason-error"' in refused.content.decode()) == (422, True)
    assert client.post(reverse("hold-package", args=[hold.pk]), {"package_reason": WHY}).status_code == 303
    package = Package.objects.get()
    state = client.get(reverse("hold-package-state", args=[hold.pk, package.pk])).json()
    assert state == {"done": 2, "reads": 2, "made": True, "failed": False}
    assert bytes(package.manifest or b"").hex() in client.get(page).content.decode()
    file, content = sent(client, reverse("hold-package-file", args=[hold.pk, package.pk]))
    assert file["Content-Length"] == str(len(content))
    assert file["Content-Disposition"].startswith('attachment; filename="case-26-1-')
    code, said = checked(content, tmp_path, signing_key().verifier)
    assert code == 0, said
    exported, content = sent(client, reverse("hold-export", args=[hold.pk]), {"form": "pdf", "export_reason": WHY})
    assert (exported["Content-Type"], content[:5]) == ("application/pdf", b"%PDF-")
    assert client.post(reverse("hold-export", args=[hold.pk]), {"form": "doc", "export_reason": WHY}).status_code == 422
    events = [link.event for link in queries.custody(hold.pk)]
    assert events.count("hold.package-taken") == 1
