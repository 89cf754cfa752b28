"""The course as files: eleven topics with their text and their questions, checked when they are loaded. Pure.

`content/course.toml` holds the values that a department's policy may set: how long a certificate stands, how many
questions a test draws, and the changes of law that open topics again. One file a topic holds the rest.
"""

import tomllib
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Annotated, Final, NoReturn, TypeVar

import msgspec

from plainview.policy import clauses, parameters
from plainview.policy.enforcement import enforces
from plainview.training import prose
from plainview.training.rules import ChangeOfLaw, Edition, Required

TOPICS: Final = (
    clauses.L_1, clauses.L_2, clauses.L_3, clauses.L_4, clauses.L_5, clauses.L_6, clauses.L_7, clauses.L_8, clauses.L_9,
    clauses.L_10, clauses.L_11,
)  # fmt: skip
"""The topics that the policy lists, in its order."""
LEAST_QUESTIONS: Final = 8
_LEAST_ANSWERS: Final = 3
_FOLDER: Final = resources.files("plainview.training").joinpath("content")


class CourseRejected(Exception):
    """A file of the course is not as it must be. The message names file, place and fault."""

    def __init__(self, file: str, place: str, fault: str) -> None:
        super().__init__(f"{file}: {place}: {fault}" if place else f"{file}: {fault}")


class _Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    pass


Part = TypeVar("Part", bound=_Part)


class Question(_Part, frozen=True):
    """One question. With several right answers all of them must be chosen. `because` is shown after answering."""

    id: str
    ask: str
    right: tuple[str, ...]
    wrong: tuple[str, ...]
    because: str

    @property
    def answers(self) -> tuple[str, ...]:
        """Right ones first; an answer's number in this order is how it is stored."""
        return (*self.right, *self.wrong)


class EditionNote(_Part, frozen=True):
    """One line of a topic's history. From `required_from` on, a certificate of an earlier version no longer counts."""

    version: int
    required_from: date
    what: str


class Topic(_Part, frozen=True):
    """One topic. Its text and questions are those of the newest edition."""

    clause: str
    title: str
    summary: str
    tested: str
    pass_percent: int
    also: tuple[str, ...]
    editions: tuple[EditionNote, ...]
    text: str
    questions: tuple[Question, ...]

    @property
    def version(self) -> int:
        """The version that this text teaches, and that a certificate of today carries."""
        return self.editions[-1].version

    def question(self, question_id: str) -> Question:
        """The question with this id.

        Raises:
            KeyError: there is none.
        """
        return next((each for each in self.questions if each.id == question_id), None) or _none(question_id)


class CertificateTerms(_Part, frozen=True):
    """How long a certificate stands. `confidence` is A, B or C, as the policy's packs explain."""

    valid_days: Annotated[int, msgspec.Meta(ge=1, le=3660)]
    remind_days: Annotated[int, msgspec.Meta(ge=1, le=366)]
    source: str
    confidence: str


class TestTerms(_Part, frozen=True):
    """How a test is made."""

    __test__ = False  # pytest would take it for one of its own

    questions: Annotated[int, msgspec.Meta(ge=1, le=50)]
    wait_minutes: Annotated[int, msgspec.Meta(ge=0, le=1440)]


class Law(_Part, frozen=True):
    """A change of law.

    From `effective` on, a certificate of these topics counts if it was earned on or after `counts_from`, the day from
    which the course taught the new law.
    """

    name: str
    pack: str
    effective: date
    counts_from: date
    topics: tuple[str, ...]
    what: str
    source: str
    confidence: str


class Terms(_Part, frozen=True):
    """What `course.toml` says."""

    certificate: CertificateTerms
    test: TestTerms
    laws: tuple[Law, ...]

    @property
    def wait(self) -> timedelta:
        return timedelta(minutes=self.test.wait_minutes)


class Course(msgspec.Struct, frozen=True):
    """The whole course."""

    terms: Terms
    topics: tuple[Topic, ...]

    def topic(self, clause_id: str) -> Topic:
        """The topic of a clause's id, such as L.3.

        Raises:
            KeyError: there is none.
        """
        return next((each for each in self.topics if each.clause == clause_id), None) or _none(clause_id)

    def required(self, on: date) -> tuple[Required, ...]:
        """What must be on record of each topic, as the rules take it, by the course and by the packs in force."""
        longest = min(timedelta(days=self.terms.certificate.valid_days), parameters.training_period(on).period)
        return tuple(
            Required(
                topic=topic.clause,
                editions=(
                    *(Edition(each.version, each.required_from) for each in topic.editions),
                    *(Edition(version, since) for since, version in parameters.topic_versions(topic.clause)),
                ),
                laws=tuple(
                    ChangeOfLaw(law.name, law.effective, law.counts_from)
                    for law in self.terms.laws
                    if topic.clause in law.topics
                ),
                longest=longest,
            )
            for topic in self.topics
        )


@cache
def current() -> Course:
    """The course of this installation.

    Raises:
        CourseRejected: a file of it is at fault.
    """
    return load(_FOLDER)


@enforces(
    clauses.L_1, clauses.L_2, clauses.L_3, clauses.L_4, clauses.L_5, clauses.L_6, clauses.L_7, clauses.L_8,
    clauses.L_9, clauses.L_10, clauses.L_11, clauses.I_10,
)  # fmt: skip
def load(folder: Traversable) -> Course:
    """Read a course. One that lacks a topic of the policy, or teaches the penalties nowhere (I.10), is refused.

    Raises:
        CourseRejected: with file, place and fault.
    """
    terms = _read(folder.joinpath("course.toml"), Terms)
    topics = []
    files = sorted(
        (each for each in folder.iterdir() if each.name.endswith(".toml") and each.name != "course.toml"),
        key=lambda each: each.name,
    )
    for file in files:
        topic = _read(file, Topic)
        for place, fault in _faults(topic, terms):
            raise CourseRejected(file.name, place, fault)
        topics.append(topic)
    listed = [topic.clause for topic in topics]
    if listed != (wanted := [clause.id for clause in TOPICS]):
        raise CourseRejected("content", "", f"the topics must be {', '.join(wanted)} in this order, not {listed}")
    if not any(clauses.I_10.id in topic.also for topic in topics):
        raise CourseRejected("content", "also", "no topic teaches I.10, the penalties of misuse")
    for number, law in enumerate(terms.laws):
        if unknown := set(law.topics) - set(listed):
            raise CourseRejected("course.toml", f"laws[{number}].topics", f"there is no topic {', '.join(unknown)}")
    return Course(terms, tuple(topics))


def _read(file: Traversable, kind: type[Part]) -> Part:
    try:
        return msgspec.convert(tomllib.loads(file.read_text("utf-8")), type=kind)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as trouble:
        raise CourseRejected(file.name, "", str(trouble)) from trouble
    except msgspec.ValidationError as trouble:
        fault, _, place = str(trouble).partition(" - at `$.")
        raise CourseRejected(file.name, place.rstrip("`"), fault) from trouble


def _faults(topic: Topic, terms: Terms) -> Iterator[tuple[str, str]]:
    """What is wrong with a topic, as pairs of place and fault."""
    if not 50 <= topic.pass_percent <= 100:  # noqa: PLR2004 - a share that can be called a pass
        yield "pass_percent", "must lie between 50 and 100"
    for place in ("title", "summary", "tested", "text"):
        if not getattr(topic, place).strip():
            yield place, "is empty"
    for place, named in (("text", prose.cited(topic.text)), ("also", topic.also)):
        for clause_id in named:
            if clause_id not in clauses.BY_ID:
                yield place, f"names the clause {clause_id}, which does not exist"
    yield from _faults_of_editions(topic.editions)
    yield from _faults_of_bank(topic.questions, max(LEAST_QUESTIONS, terms.test.questions))


def _faults_of_editions(editions: Sequence[EditionNote]) -> Iterator[tuple[str, str]]:
    versions = [each.version for each in editions]
    if not versions or versions != list(range(1, len(versions) + 1)):
        yield "editions", f"versions must count from 1, not {versions}"
    dates = [each.required_from for each in editions]
    if dates != sorted(set(dates)):
        yield "editions", "each edition must be required from a later day than the one before"


def _faults_of_bank(questions: Sequence[Question], least: int) -> Iterator[tuple[str, str]]:
    if len(questions) < least:
        yield "questions", f"has {len(questions)}; at least {least} are needed"
    for name in ("id", "ask"):
        said = [getattr(each, name).strip().lower() for each in questions]
        if twice := next((each for each in said if said.count(each) > 1), None):
            yield f"questions.{name}", f"stands twice: {twice}"
    for number, question in enumerate(questions):
        for fault in _faults_of(question):
            yield f"questions[{number}] {question.id}", fault


def _faults_of(question: Question) -> Iterator[str]:
    answers = [each.strip().lower() for each in question.answers]
    if not question.right:
        yield "has no right answer"
    if not question.wrong:
        yield "has no wrong answer"
    if len(answers) < _LEAST_ANSWERS:
        yield f"has {len(answers)} answers; at least {_LEAST_ANSWERS} are needed"
    if len(set(answers)) != len(answers):
        yield "offers an answer twice"
    if not all((question.id, question.ask.strip(), question.because.strip(), *answers)):
        yield "has an empty part"
    for clause_id in prose.cited(" ".join((question.ask, question.because, *question.answers))):
        if clause_id not in clauses.BY_ID:
            yield f"names the clause {clause_id}, which does not exist"


def _none(key: str) -> NoReturn:
    raise KeyError(key)
