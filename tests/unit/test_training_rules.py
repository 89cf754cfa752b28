"""When a certificate counts, how a test is drawn and marked, what a file of training records says. All pure."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plainview.csv_files import Fault, HeaderRejected
from plainview.policy import clauses
from plainview.policy.decisions import Allowed, Refused
from plainview.training import course, csv_format, paper, prose, rules
from plainview.training.csv_format import Row
from plainview.training.rules import Cause, ChangeOfLaw, Edition, End, Held, Lapse, Required

YEAR = timedelta(days=365)
DAY = date(2026, 11, 24)
ONCE = Required("L.3", (Edition(1, date(2026, 1, 1)),), (), YEAR)
GROWN = Required(
    "L.3", (Edition(1, date(2026, 1, 1)), Edition(2, date(2027, 3, 1)), Edition(3, date(2027, 6, 1))), (), YEAR
)
LAW = Required(
    "L.4", (Edition(1, date(2026, 1, 1)),), (ChangeOfLaw("The act", date(2026, 10, 1), date(2026, 9, 15)),), YEAR
)

days = st.dates(date(2025, 1, 1), date(2029, 12, 31))
required_ones = st.builds(
    Required,
    st.sampled_from(["L.1", "L.2"]),
    st.lists(days, min_size=1, max_size=3, unique=True).map(
        lambda found: tuple(Edition(number, on) for number, on in enumerate(sorted(found), 1))
    ),
    st.lists(st.builds(ChangeOfLaw, st.just("law"), days, days), max_size=2).map(tuple),
    st.integers(1, 700).map(lambda count: timedelta(days=count)),
)
certificates = st.lists(st.builds(Held, st.sampled_from(["L.1", "L.2"]), st.integers(1, 3), days, days), max_size=6)


def held(version: int = 1, on: date = DAY, topic: str = "L.3", until: date | None = None) -> Held:
    return Held(topic, version, on, until or on + YEAR)


@pytest.mark.proves(clauses.L)
def test_without_a_certificate_a_topic_was_never_on_record() -> None:
    assert rules.lapses([], [ONCE], DAY) == (Lapse("L.3", Cause.NEVER, None),)
    assert rules.lapses([held(topic="L.4")], [ONCE], DAY) == (Lapse("L.3", Cause.NEVER, None),)
    refused = rules.access(rules.lapses([], [ONCE], DAY))
    assert isinstance(refused, Refused)
    assert refused.clause == clauses.L


@pytest.mark.proves(clauses.D_4, clauses.D_2)
def test_a_certificate_stands_on_its_last_day_and_has_lapsed_on_the_next() -> None:
    last = DAY + YEAR
    assert rules.lapses([held()], [ONCE], last) == ()
    lapsed = rules.lapses([held()], [ONCE], last + timedelta(days=1))
    assert lapsed == (Lapse("L.3", Cause.EXPIRY, last + timedelta(days=1)),)
    refused = rules.access(lapsed)
    assert isinstance(refused, Refused)
    assert refused.clause == clauses.D_4
    assert isinstance(rules.access(()), Allowed)


def test_a_shorter_period_of_the_policy_ends_a_certificate_that_says_more() -> None:
    half = Required("L.3", ONCE.editions, (), timedelta(days=180))
    assert rules.end_of(held(), half) == End(DAY + timedelta(days=181), Cause.EXPIRY)


@pytest.mark.proves(clauses.L_11)
def test_a_new_version_opens_the_topic_again_from_its_day_and_not_before() -> None:
    assert rules.lapses([held()], [GROWN], date(2027, 2, 28)) == ()
    assert rules.lapses([held()], [GROWN], date(2027, 7, 1)) == (Lapse("L.3", Cause.EDITION, date(2027, 3, 1)),)
    early = held(version=2, on=date(2027, 2, 10))
    assert rules.lapses([held(), early], [GROWN], date(2027, 5, 31)) == ()
    assert rules.lapses([held(), early], [GROWN], date(2027, 6, 1)) == (Lapse("L.3", Cause.EDITION, date(2027, 6, 1)),)


@pytest.mark.proves(clauses.L_11)
def test_a_change_of_law_opens_a_topic_again_unless_it_was_learned_from_the_new_course() -> None:
    before, early = held(on=date(2026, 8, 1), topic="L.4"), held(on=date(2026, 9, 15), topic="L.4")
    assert rules.lapses([before], [LAW], date(2026, 9, 30)) == ()
    assert rules.lapses([before], [LAW], date(2026, 10, 1)) == (Lapse("L.4", Cause.LAW, date(2026, 10, 1), "The act"),)
    assert rules.lapses([early], [LAW], date(2026, 10, 1)) == ()
    assert Cause.LAW.clause is Cause.EDITION.clause is clauses.L_11


def test_an_outdated_certificate_ends_on_the_day_on_which_it_was_earned() -> None:
    late = held(version=1, on=date(2027, 4, 1))
    assert rules.lapses([late], [GROWN], date(2027, 4, 1)) == (Lapse("L.3", Cause.EDITION, date(2027, 4, 1)),)


@given(certificates, required_ones, days)
def test_a_lapse_says_the_first_day_of_the_gap(found: list[Held], required: Required, on: date) -> None:
    def missing(day: date) -> bool:
        return bool(rules.lapses(found, [required], day))

    (lapse,) = rules.lapses(found, [required], on) or (None,)
    if lapse is None or lapse.since is None:
        return
    assert lapse.since <= on
    assert missing(lapse.since)
    known = [each for each in found if each.topic == required.topic and each.earned_on < lapse.since]
    if any(rules.end_of(each, required).on == lapse.since for each in known):
        assert not missing(lapse.since - timedelta(days=1))


@given(certificates, required_ones, days, st.integers(1, 3), days)
def test_one_more_certificate_never_takes_access_away(
    found: list[Held], required: Required, on: date, version: int, earned: date
) -> None:
    more = [*found, Held(required.topic, version, earned, earned + YEAR)]
    if not rules.lapses(found, [required], on):
        assert not rules.lapses(more, [required], on)


@given(certificates, required_ones, days)
def test_access_never_comes_back_by_waiting(found: list[Held], required: Required, on: date) -> None:
    known = [each for each in found if each.earned_on <= on]
    if rules.lapses(known, [required], on):
        assert rules.lapses(known, [required], on + timedelta(days=1))
        assert rules.lapses(known, [required], on + timedelta(days=400))


@given(certificates, required_ones, days)
def test_a_certificate_counts_exactly_from_its_day_until_its_end(
    found: list[Held], required: Required, on: date
) -> None:
    counts = any(
        each.topic == required.topic and each.earned_on <= on < rules.end_of(each, required).on for each in found
    )
    assert counts == (not rules.lapses(found, [required], on))


# Papers


@given(st.integers(0, 2**62))
def test_a_seed_draws_one_paper_of_different_questions_with_all_their_answers(seed: int) -> None:
    topic = course.current().topics[0]
    drawn = paper.draw(topic, count=5, seed=seed)
    assert drawn == paper.draw(topic, count=5, seed=seed)
    assert len({each.question for each in drawn}) == 5
    for each in drawn:
        assert sorted(each.order) == list(range(len(topic.question(each.question).answers)))


def test_different_seeds_draw_different_papers() -> None:
    topic = course.current().topics[0]
    assert len({paper.draw(topic, count=5, seed=seed) for seed in range(50)}) > 45


@pytest.mark.parametrize(("rightly", "passes"), [(5, True), (4, True), (3, False), (0, False)])
def test_four_of_five_pass_at_eighty_per_cent(rightly: int, passes: bool) -> None:  # noqa: FBT001 - a table
    topic = course.current().topics[0]
    drawn = paper.draw(topic, count=5, seed=7)
    chosen = {
        each.question: set(range(len(topic.question(each.question).right))) if number < rightly else {99}
        for number, each in enumerate(drawn)
    }
    marked = paper.mark(topic, drawn, chosen)
    assert (len(marked.right), marked.of, marked.passed) == (rightly, 5, passes)


def test_of_several_right_answers_all_and_only_they_must_be_chosen() -> None:
    question = next(each for each in course.current().topics[0].questions if len(each.right) == 2)
    assert paper.is_right(question, {0, 1})
    assert not paper.is_right(question, {0})
    assert not paper.is_right(question, {0, 1, 2})
    assert not paper.is_right(question, ())


# Texts


def test_a_text_becomes_blocks_and_nothing_in_it_becomes_markup() -> None:
    text = "## Why\nA **strong** and *stressed* word\nof [F.a.1.iii], 2 * 3 `A*`.\n\n- one\n- <b>two</b>\n"
    heading, paragraph, items = prose.blocks(text)
    assert (heading.kind, heading.lines[0][0].words) == ("heading", "Why")
    assert [(span.kind, span.words) for span in paragraph.lines[0]] == [
        ("plain", "A "), ("strong", "strong"), ("plain", " and "), ("stress", "stressed"), ("plain", " word of "),
        ("clause", "F.a.1.iii"), ("plain", ", 2 * 3 "), ("typed", "A*"), ("plain", "."),
    ]  # fmt: skip
    assert [line[0].words for line in items.lines] == ["one", "<b>two</b>"]
    assert prose.cited(text) == ("F.a.1.iii",)
    assert prose.plain(text) == "Why A strong and stressed word of F.a.1.iii, 2 * 3 A*. one <b>two</b>"


# Files

TOPICS = {"L.1": 1, "L.2": 2, "L.3": 1}
HEAD = b"email,badge,topic,version,date,instructor,source\n"


def one(line: str) -> Row | Fault:
    (found,) = csv_format.parse(HEAD + line.encode(), TOPICS)
    return found


@pytest.mark.parametrize("said", ["L.3", "l3", "3", "03", "L 3"])
def test_a_topic_may_be_written_in_several_ways(said: str) -> None:
    row = one(f"A@City.test,,{said},1,2026-11-01,Lt. A,Class")
    assert isinstance(row, Row)
    assert (row.topic, row.email, row.on) == ("L.3", "a@city.test", date(2026, 11, 1))


def test_the_whole_course_is_one_line_and_american_dates_are_read() -> None:
    row = one(",1204,all,2,11/01/2026,Lt. A,POSTC")
    assert isinstance(row, Row)
    assert (row.topic, row.badge, row.version, row.on) == ("all", "1204", 2, date(2026, 11, 1))


@pytest.mark.parametrize(
    ("line", "field"),
    [
        (",,L.1,1,2026-11-01,Lt. A,Class", "email"),
        ("a@b.test,,L.4,1,2026-11-01,Lt. A,Class", "topic"),
        ("a@b.test,,,1,2026-11-01,Lt. A,Class", "topic"),
        ("a@b.test,,L.1,2,2026-11-01,Lt. A,Class", "version"),
        ("a@b.test,,L.1,0,2026-11-01,Lt. A,Class", "version"),
        ("a@b.test,,L.1,\u0661,2026-11-01,Lt. A,Class", "version"),
        ("a@b.test,,L.1,1,2026-02-30,Lt. A,Class", "date"),
        ("a@b.test,,L.1,1,01.11.2026,Lt. A,Class", "date"),
        ("a@b.test,,L.1,1,1026-11-01,Lt. A,Class", "date"),
        ("a@b.test,,L.1,1,2026-11-01,,Class", "instructor"),
        ("a@b.test,,L.1,1,2026-11-01,Lt. A," + "x" * 101, "source"),
        ("a@b.test,,L.1,1", ""),
    ],
)
def test_a_bad_line_is_named_by_line_and_field(line: str, field: str) -> None:
    fault = one(line)
    assert isinstance(fault, Fault)
    assert (fault.line, fault.field) == (2, field)


def test_columns_of_other_names_are_found_or_mapped() -> None:
    content = b"Badge No.,Module,Edition,Completed,Taught by,Lehrgang\n1204,L.1,1,2026-11-01,Lt. A,Class\n"
    with pytest.raises(HeaderRejected, match="source") as rejected:
        list(csv_format.parse(content, TOPICS))
    assert rejected.value.columns[-1] == "Lehrgang"
    (row,) = csv_format.parse(content, TOPICS, {"source": "Lehrgang"})
    assert isinstance(row, Row)
    assert (row.badge, row.source, row.instructor) == ("1204", "Class", "Lt. A")
    with pytest.raises(HeaderRejected, match="Kurs"):
        list(csv_format.parse(content, TOPICS, {"source": "Kurs"}))


@pytest.mark.parametrize("content", [b"", b"\n", b"\xff\xfe", HEAD + b'"a\n', HEAD + b"\0"])
def test_what_is_no_csv_is_said_to_be_none(content: bytes) -> None:
    try:
        found = list(csv_format.parse(content, TOPICS))
    except HeaderRejected:
        return
    assert all(isinstance(each, Fault) for each in found)


@given(st.binary(max_size=200))
def test_no_file_makes_the_reader_fail(content: bytes) -> None:
    for start in (b"", HEAD):
        try:
            list(csv_format.parse(start + content, TOPICS))
        except HeaderRejected:
            continue
