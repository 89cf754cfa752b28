"""Hot lists and their entries."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models

from plainview.hotlists.formats.kinds import Kind
from plainview.terms.entry import Handling, MatchBy, Priority
from plainview.terms.purpose import Purpose

PURPOSES = [(purpose.value, f"{purpose.value} {purpose.label}") for purpose in Purpose]
MATCH_BY = [(each.value, each.value) for each in MatchBy]
PRIORITIES = [(each.value, each.value) for each in Priority]
HANDLINGS = [(each.value, each.value) for each in Handling]
KINDS = [(each.value, each.value) for each in Kind]


class HotList(models.Model):
    """A named list: imported from a source, or the department's own with entries made by hand (`manual`)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=100, unique=True)
    manual = models.BooleanField(default=False)
    simulated = models.BooleanField(default=False)
    imported_at = models.DateTimeField(null=True)
    imported_by = models.CharField(max_length=128, blank=True)
    # The source's own time of the version that is in force: how old what the list says is.
    as_of = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name


class Source(models.Model):
    """Where an imported list comes from, how it is read, and what its next version may do unseen."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    hot_list = models.OneToOneField(HotList, on_delete=models.PROTECT, related_name="source")
    kind = models.CharField(max_length=24, choices=KINDS)
    # As formats.line.Settings has them: record type to purpose, our field to the file's column, our field to a text.
    purposes = models.JSONField(default=dict)
    columns = models.JSONField(default=dict)
    fixed = models.JSONField(default=dict)
    # How long an entry stands of which the source says no end; None: each must say it.
    entry_days = models.PositiveSmallIntegerField(null=True)
    # Percent of the entries by which a version may differ in number from the one before without a second person.
    shrink_percent = models.PositiveSmallIntegerField(default=10)
    grow_percent = models.PositiveSmallIntegerField(default=25)
    # Percent of the lines that may be bad in what comes by itself.
    bad_percent = models.PositiveSmallIntegerField(default=1)
    stale_hours = models.PositiveSmallIntegerField(default=24)
    # The folder below the drop folder that the clock looks into; empty: none.
    folder = models.CharField(max_length=40, blank=True)
    token_digest = models.CharField(max_length=64, blank=True)
    # A second person looks at the next version: it is the first, what its codes mean has changed, or one went back.
    second_look = models.BooleanField(default=True)

    def __str__(self) -> str:
        return f"source of {self.hot_list_id}"


class Version(models.Model):
    """One file of a source and what came of it. At most one of a list is in force, and at most one waits."""

    class Status(models.TextChoices):
        WAITING = "waiting", "waits for a second person"
        IN_FORCE = "in force", "in force"
        PAST = "past", "replaced by a later one"
        REFUSED = "refused", "refused"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    status = models.CharField(max_length=10, choices=Status.choices)
    # The log's number of its taking over; the entries that it touched count by it. None until then.
    revision = models.BigIntegerField(null=True, db_index=True)
    way = models.CharField(max_length=20)
    file_name = models.CharField(max_length=200, blank=True)
    digest = models.CharField(max_length=64, blank=True)
    as_of = models.DateTimeField()
    received_at = models.DateTimeField()
    received_by = models.CharField(max_length=128)
    taken_over_at = models.DateTimeField(null=True)
    lines = models.PositiveIntegerField(default=0)
    before = models.PositiveIntegerField(default=0)
    entries = models.PositiveIntegerField(default=0)
    added = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    removed = models.PositiveIntegerField(default=0)
    repeated = models.PositiveIntegerField(default=0)
    expired = models.PositiveIntegerField(default=0)
    # Entries that somebody here ended, and that the source still lists as it did then.
    ended_here = models.PositiveIntegerField(default=0)
    bad = models.PositiveIntegerField(default=0)
    # The first of the bad lines: number, field, reason, text.
    faults = models.JSONField(default=list)
    # Lines that cannot alert, by record type or reason.
    kept_out = models.JSONField(default=dict)
    # Why it waits or was refused, a sentence each.
    reasons = models.JSONField(default=list)
    # The number of the version to which this one leads back.
    back_to = models.PositiveIntegerField(null=True)
    # Whether what it changed is still kept, so that one can go back.
    can_go_back = models.BooleanField(default=False)

    class Meta:
        ordering = ("-number",)
        constraints = (
            models.UniqueConstraint(fields=("source", "number"), name="one_version_a_number"),
            models.UniqueConstraint(
                fields=("source",), condition=models.Q(status="in force"), name="one_version_in_force"
            ),
            models.UniqueConstraint(fields=("source",), condition=models.Q(status="waiting"), name="one_version_waits"),
        )

    def __str__(self) -> str:
        return f"version {self.number}"


class Entry(models.Model):
    """One wanted vehicle. Only an entry that is ACTIVE and before its expiry can match a read."""

    class Status(models.TextChoices):
        PROPOSED = "proposed", "waiting for approval"
        APPROVED = "approved", "waiting for the CJIS check"
        ACTIVE = "active", "active"
        REFUSED = "refused", "refused"
        REMOVED = "removed", "removed"
        EXPIRED = "expired", "expired"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # Without the database's own check of the two keys: it would look up millions of them at the end of an import.
    hot_list = models.ForeignKey(HotList, on_delete=models.PROTECT, related_name="entries", db_constraint=False)
    # The version of an imported list that last touched this row, which counts by that version's revision.
    version = models.ForeignKey(Version, on_delete=models.PROTECT, null=True, related_name="+", db_constraint=False)
    # The log's number of the change by a person or the clock that last touched this row; 0 where only an import did.
    revision = models.BigIntegerField(db_index=True)
    # Of what the source's line says: the same digest is the same line.
    digest = models.UUIDField(null=True)
    status = models.CharField(max_length=10, choices=Status.choices)
    # Canonical; of a pattern with its ? and *; empty where the vehicle is known by its description alone.
    plate = models.CharField(max_length=10, blank=True)
    folded = models.CharField(max_length=10, blank=True)
    state = models.CharField(max_length=2)
    colour = models.CharField(max_length=30, blank=True)
    make = models.CharField(max_length=30, blank=True)
    model = models.CharField(max_length=30, blank=True)
    year = models.CharField(max_length=4, blank=True)
    body = models.CharField(max_length=30, blank=True)
    # NCIC's two letters for the kind of plate (LIT), such as PC for a passenger car or MC for a motorcycle.
    plate_type = models.CharField(max_length=2, blank=True)
    record_type = models.CharField(max_length=32, blank=True)
    # What the source calls it: an NIC number, or the id that another system sent with it.
    source_id = models.CharField(max_length=40, blank=True)
    match_by = models.CharField(max_length=12, choices=MATCH_BY, default=MatchBy.PLATE)
    priority = models.CharField(max_length=8, choices=PRIORITIES, default=Priority.HIGH)
    handling = models.CharField(max_length=24, choices=HANDLINGS, default=Handling.STOP)
    # The people who are alerted; nobody named means everybody who sees alerts.
    audience = ArrayField(models.UUIDField(), default=list, blank=True)
    # Nobody but its audience sees that the entry exists, and its alerts make no sound.
    covert = models.BooleanField(default=False)
    # Descriptors that were looked for and are not known; a name that is neither here nor stated was not looked for.
    unknown = ArrayField(models.CharField(max_length=10), default=list, blank=True)
    # In force before approval and check. `expires_at` is then the deadline of both, `asked_until` what was asked for.
    fast_lane = models.BooleanField(default=False)
    asked_until = models.DateTimeField(null=True)
    offence = models.CharField(max_length=100)
    purpose = models.CharField(max_length=8, choices=PURPOSES)
    case_number = models.CharField(max_length=40)
    originating_agency = models.CharField(max_length=9, blank=True)
    officer = models.CharField(max_length=100)
    suspicion = models.CharField(max_length=500, blank=True)
    caution = models.CharField(max_length=200, blank=True)
    entered_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    proposed_by = models.CharField(max_length=128, blank=True)
    # Of an entry made by hand: when a supervisor said yes.
    approved_at = models.DateTimeField(null=True)
    verified_by = models.CharField(max_length=128, blank=True)
    verified_at = models.DateTimeField(null=True)
    verified_source = models.CharField(max_length=100, blank=True)
    # When its proposer was reminded that it is about to expire.
    reminded_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_because = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ("-entered_at",)
        indexes = (
            models.Index(fields=["status", "expires_at"], name="entry_expiry"),
            # The badge of a person: asked on each page, and never a walk through a national list.
            models.Index(
                fields=["proposed_by"],
                name="entry_reminded",
                condition=models.Q(reminded_at__isnull=False, ended_at=None),
            ),
            # A batch that comes while millions of entries are loaded asks for its own plates alone.
            models.Index(fields=["folded"], name="entry_folded", condition=models.Q(status="active")),
            # What a version ended, the oldest first: the purge asks for it each minute.
            models.Index(fields=["ended_at"], name="entry_ended", condition=models.Q(status="removed", revision=0)),
        )

    def __str__(self) -> str:
        return f"entry {self.pk}"

    @property
    def vehicle(self) -> str:
        """The description in one line, as an officer would say it."""
        return " ".join(part for part in (self.year, self.colour, self.make, self.model, self.body) if part)

    @property
    def waits_for_approval(self) -> bool:
        """Whether a supervisor has yet to decide it; one of the fast lane is in force meanwhile."""
        return self.hot_list.manual and self.ended_at is None and self.approved_at is None

    @property
    def on_trial(self) -> bool:
        """Whether it is in force by the fast lane, and only until the deadline of approval and check."""
        return self.ended_at is None and self.asked_until is not None


class Extension(models.Model):
    """A wish that an entry stand longer. The approval of this id has the second person's word."""

    approval_id = models.UUIDField(primary_key=True)
    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="extensions")
    until = models.DateTimeField()

    def __str__(self) -> str:
        return f"extension {self.approval_id}"


class Check(models.Model):
    """One question about an entry's plate to CJIS or NCIC, with its answer; or a look that a person records."""

    class Outcome(models.TextChoices):
        CONFIRMED = "confirmed", "the plate is on file, and nothing there contradicts the entry"
        DIFFERS = "differs", "the plate is on file for another vehicle"
        NOT_ON_FILE = "not on file", "the plate is not on file"
        NO_ANSWER = "no answer", "no answer came"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="checks")
    asked_at = models.DateTimeField()
    asked_by = models.CharField(max_length=128)
    asked_by_name = models.CharField(max_length=128)
    # What was asked, as it went over the line; empty where a person looked.
    messages = ArrayField(models.TextField(), default=list, blank=True)
    source = models.CharField(max_length=100)
    simulated = models.BooleanField(default=False)
    answered_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=12, choices=Outcome.choices, blank=True)
    answers = ArrayField(models.TextField(), default=list, blank=True)
    # In words: what differs, which record NCIC holds, why no answer came.
    notes = ArrayField(models.CharField(max_length=200), default=list, blank=True)

    class Meta:
        ordering = ("-asked_at",)

    def __str__(self) -> str:
        return f"check of {self.entry_id}"


class Carrier(models.Model):
    """A box in a car that carries a copy of the department's entries."""

    device = models.CharField(primary_key=True, max_length=64)
    camera_id = models.UUIDField()
    since = models.DateTimeField()
    heard_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.device


class Acknowledgement(models.Model):
    """That a carrier holds every change up to a number of the log, as it said itself."""

    carrier = models.ForeignKey(Carrier, on_delete=models.CASCADE, related_name="acknowledgements")
    revision = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("carrier", "revision"), name="acknowledged_once"),)

    def __str__(self) -> str:
        return f"{self.carrier_id} holds {self.revision}"


class ListLine(models.Model):
    """A line beside the entries: of a version that waits, or what the newest one changed, for the way back."""

    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="+", db_constraint=False)
    digest = models.UUIDField()
    source_id = models.CharField(max_length=40)
    record_type = models.CharField(max_length=32)
    plate = models.CharField(max_length=10)
    state = models.CharField(max_length=2)
    plate_type = models.CharField(max_length=2)
    colour = models.CharField(max_length=30)
    make = models.CharField(max_length=30)
    model = models.CharField(max_length=30)
    year = models.CharField(max_length=4)
    body = models.CharField(max_length=30)
    offence = models.CharField(max_length=100)
    purpose = models.CharField(max_length=8)
    case_number = models.CharField(max_length=40)
    originating_agency = models.CharField(max_length=9)
    officer = models.CharField(max_length=100)
    caution = models.CharField(max_length=200)
    suspicion = models.CharField(max_length=500)
    expires_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"a line of {self.version_id}"
