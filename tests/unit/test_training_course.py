"""The course itself: it teaches, its questions are fair, and a mistake in its files is found and named."""

import re
import shutil
from pathlib import Path

import pytest
from django.template.loader import render_to_string

from plainview.policy import clauses, parameters
from plainview.training import course, prose
from plainview.training.course import CourseRejected, Question, Topic

TOPICS = course.current().topics
FILES = Path(course.__file__).parent / "content"
QUESTIONS = [question for topic in TOPICS for question in topic.questions]


@pytest.mark.proves(
    clauses.L_1, clauses.L_2, clauses.L_3, clauses.L_4, clauses.L_5, clauses.L_6, clauses.L_7, clauses.L_8,
    clauses.L_9, clauses.L_10, clauses.L_11,
)  # fmt: skip
@pytest.mark.parametrize("topic", TOPICS, ids=lambda topic: topic.clause)
def test_each_topic_of_the_policy_has_a_text_that_teaches_and_a_bank_of_questions(topic: Topic) -> None:
    words = len(prose.plain(topic.text).split())
    assert 250 <= words <= 600, f"{topic.clause} has {words} words"
    assert len([block for block in prose.blocks(topic.text) if block.kind == "heading"]) >= 3
    assert len(topic.questions) >= course.LEAST_QUESTIONS
    assert set(topic.also) & set(prose.cited(topic.text)), "the text names the clauses that it teaches"
    assert {clauses.BY_ID[each] for each in prose.cited(topic.text)}


def test_the_topics_are_those_of_the_policy_in_its_order() -> None:
    assert [topic.clause for topic in TOPICS] == [f"L.{number}" for number in range(1, 12)]
    assert [path.name[:2] for path in sorted(FILES.glob("[0-9]*.toml"))] == [f"{number:02}" for number in range(1, 12)]


@pytest.mark.proves(clauses.I_10)
def test_the_penalties_are_taught_and_stand_at_the_entrance() -> None:
    penalties = course.current().topic("L.10")
    assert "I.10" in prose.cited(penalties.text)
    for word in ("dismissal", "civil", "criminal"):
        assert word in prose.plain(penalties.text).lower()
    assert '<span class="pv-clause">I.10</span>' in render_to_string("account/join.html", {"invitation": {"name": "A"}})


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.id)
def test_a_question_has_a_right_answer_others_that_are_wrong_and_an_explanation(question: Question) -> None:
    assert question.right
    assert question.wrong
    assert len(question.answers) >= 3
    assert len(prose.plain(question.because).split()) >= 8
    assert question.ask.endswith(("?", ":"))
    for clause_id in prose.cited(" ".join((question.ask, question.because, *question.answers))):
        assert clause_id in clauses.BY_ID


def test_no_question_and_no_id_stands_twice_in_the_course() -> None:
    assert len({question.ask for question in QUESTIONS}) == len(QUESTIONS)
    assert len({question.id for question in QUESTIONS}) == len(QUESTIONS)


def test_the_length_of_an_answer_gives_nothing_away() -> None:
    single = [question for question in QUESTIONS if len(question.right) == 1]
    longest = [each for each in single if len(each.right[0]) > max(map(len, each.wrong))]
    shortest = [each for each in single if len(each.right[0]) < min(map(len, each.wrong))]
    assert len(longest) < 0.4 * len(single)
    assert len(shortest) < 0.5 * len(single)


@pytest.mark.parametrize("topic", TOPICS, ids=lambda topic: topic.clause)
def test_wherever_the_act_is_named_so_is_how_sure_we_are(topic: Topic) -> None:
    whole = " ".join((prose.plain(topic.text), *(question.because for question in topic.questions)))
    if re.search(r"Public Act|54-1", prose.plain(topic.text)):
        assert re.search(r"confidence [ABC]", whole)
        assert "not legal advice" in whole.lower()


def test_the_change_of_law_takes_effect_with_its_pack() -> None:
    (law,) = course.current().terms.laws
    limit = parameters.retention(law.effective)
    assert (limit.pack, limit.effective) == (law.pack, law.effective)
    assert law.counts_from <= law.effective, "nobody could be trained in time otherwise"


# A mistake in a file is named by file, place and fault.


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    folder = tmp_path / "content"
    shutil.copytree(FILES, folder)
    return folder


@pytest.mark.parametrize(
    ("file", "before", "after", "says"),
    [
        ("03-hot-lists.toml", 'clause = "L.3"', 'clause = "L.4"', "content: the topics must be L.1, L.2, L.3"),
        ("03-hot-lists.toml", 'title = "Hot lists"', "title = 7", "03-hot-lists.toml: title: Expected `str`"),
        ("03-hot-lists.toml", 'title = "Hot lists"', "", "03-hot-lists.toml"),
        ("03-hot-lists.toml", 'title = "Hot lists"', 'titel = "x"', "03-hot-lists.toml"),
        ("03-hot-lists.toml", 'title = "Hot lists"', 'title = "Hot', "at line 2"),
        ("03-hot-lists.toml", "[F.b.1.iv]", "[F.b.9]", "03-hot-lists.toml: text: names the clause F.b.9"),
        ("03-hot-lists.toml", 'id = "needs"', 'id = "expiry"', "questions.id: stands twice: expiry"),
        ("03-hot-lists.toml", "version = 1", "version = 2", "03-hot-lists.toml: editions: versions must count from 1"),
        ("03-hot-lists.toml", "pass_percent = 80", "pass_percent = 8", "03-hot-lists.toml: pass_percent"),
        ("03-hot-lists.toml", 'right = ["Another supervisor"]', "right = []", "own-proposal: has no right answer"),
        ("03-hot-lists.toml", 'right = ["End the entry at once"]', "right = [7]", "questions[4].right[0]: Expected"),
        ("10-penalties.toml", 'also = ["I.10",', "also = [", "no topic teaches I.10"),
        ("course.toml", '"L.9"]', '"L.12"]', "course.toml: laws[0].topics: there is no topic L.12"),
        ("course.toml", "valid_days = 365", "valid_days = 0", "course.toml: certificate.valid_days"),
    ],
)  # fmt: skip
def test_a_mistake_in_a_file_is_named(copied: Path, file: str, before: str, after: str, says: str) -> None:
    path = copied / file
    text = path.read_text("utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), "utf-8")
    with pytest.raises(CourseRejected, match=re.escape(says)):
        course.load(copied)


def test_a_topic_that_is_missing_stops_the_course(copied: Path) -> None:
    (copied / "07-confirming-a-hit.toml").unlink()
    with pytest.raises(CourseRejected, match=r"L\.7"):
        course.load(copied)


def test_too_few_questions_stop_the_course(copied: Path) -> None:
    path = copied / "01-access-and-controls.toml"
    path.write_text(path.read_text("utf-8").rpartition("[[questions]]")[0], "utf-8")
    with pytest.raises(CourseRejected, match=r"01-access-and-controls.toml: questions: has 7; at least 8"):
        course.load(copied)
