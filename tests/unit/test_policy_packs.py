"""Packs: read with their mistakes found, bound together by date, and tightened by an agency alone."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from plainview.policy import clauses, packing, parameters
from plainview.policy.book import Book, Loosening
from plainview.policy.packing import PackMistake
from plainview.policy.rules import Rule
from plainview.policy.wording import Matter, Wording

GOOD = """name = "agency"
title = "An agency's own"
effective = 2026-12-01

[rules.retention]
at_most = "10 days"
clause = "K.1"
source = "General order 7"
confidence = "A"

[matters."I.2"]
refuse = ["code blue transfer"]
alone = ["transfer van"]
ask = ["transfer"]

[vague]
words = ["gx"]
"""
BEFORE, AFTER = date(2026, 11, 30), date(2026, 12, 1)


def connecticut(*own: packing.Pack) -> Book:
    return Book(tuple(packing.load(name) for name in parameters.PACKS), own)


def test_a_pack_is_read_whole() -> None:
    pack = packing.read(GOOD, "agency.toml")
    stated = pack.rules[Rule.RETENTION]
    assert (pack.name, pack.title, pack.effective, str(pack)) == (
        "agency",
        "An agency's own",
        AFTER,
        "agency@2026-12-01",
    )
    assert (str(stated.value), stated.clause, stated.source) == ("10 days", clauses.K_1, "General order 7")
    assert (stated.rule, stated.confidence, stated.pack, stated.effective) == (Rule.RETENTION, "A", "agency", AFTER)
    assert pack.wording.matters == {clauses.I_2: Matter(("code blue transfer",), ("transfer van",), ("transfer",))}
    assert pack.wording.vague == ("gx",)


@pytest.mark.parametrize(
    ("right", "wrong", "place"),
    [
        ('title = "An agency\'s own"', 'title = "open', "agency.toml, line 2: not TOML"),
        ("effective = 2026-12-01", 'effective = "soon"', "line 3, effective: expected a date"),
        ("effective = 2026-12-01\n", "", "line 1, effective: is missing"),
        ('name = "agency"', 'name = "An Agency"', "line 1, name: expected small letters"),
        ('name = "agency"', "name = 7", "line 1, name: expected small letters"),
        ('title = "An agency\'s own"', 'title = ""', "line 2, title: expected text"),
        ('title = "An agency\'s own"', 'titel = "x"', "line 2, titel: this is not a field of a pack"),
        (
            "[rules.retention]",
            "[rules.retentoin]",
            "line 5, rules.retentoin: there is no such rule; there are analyses, camera",
        ),
        ('at_most = "10 days"', 'at_most = "ten days"', "line 6, rules.retention.at_most: expected a period"),
        ('at_most = "10 days"', 'at_least = "10 days"', "line 6, rules.retention.at_least: is not a field"),
        ('at_most = "10 days"\n', "", "line 5, rules.retention.at_most: is missing"),
        ('clause = "K.1"', 'clause = "K.2"', "line 7, rules.retention.clause: there is no such clause"),
        ('source = "General order 7"', 'source = ""', "line 8, rules.retention.source: say where"),
        ('source = "General order 7"', "source = 7", "line 8, rules.retention.source: say where"),
        ('confidence = "A"', 'confidence = "D"', "line 9, rules.retention.confidence: expected A, B or C"),
        (
            '[matters."I.2"]',
            '[matters."I.22"]',
            "line 11, matters.I.22: no words are screened for it; they are for G.3, G.4",
        ),
        ('[matters."I.2"]', '[matters."K.1"]', "line 11, matters.K.1: no words are screened for it"),
        ('refuse = ["code', 'deny = ["code', "line 12, matters.I.2.deny: is not a list of a matter"),
        ('["transfer van"]', '"transfer van"', "line 13, matters.I.2.alone: expected a list of terms"),
        ('["transfer van"]', '["transfer (van)"]', "line 13, matters.I.2.alone: not a term: 'transfer (van)'"),
        ('["transfer van"]', "[7]", "line 13, matters.I.2.alone: not a term: 7"),
        ("[vague]\nwords", "[vague]\nword", "line 16, vague: expected a table with words"),
        ("[rules.retention]", "[[rules]]", "expected tables such as"),
        ("[rules.retention]", "[rules]\nretention = 7\n[extra]", "extra: this is not a field of a pack"),
    ],
)
def test_a_mistake_in_a_pack_is_refused_with_its_line_and_field(right: str, wrong: str, place: str) -> None:
    assert right in GOOD
    with pytest.raises(PackMistake) as mistake:
        packing.read(GOOD.replace(right, wrong), "agency.toml")
    assert place in str(mistake.value)
    assert str(mistake.value).startswith("agency.toml, line ")


def test_a_rule_that_is_no_table_says_what_it_wants() -> None:
    text = GOOD.split("[rules", maxsplit=1)[0] + "[rules]\nretention = 7\n"
    with pytest.raises(PackMistake, match=r"line 6, rules.retention: expected a table with at_most, clause"):
        packing.read(text, "agency.toml")


def test_a_pack_that_names_what_nothing_keeps_to_is_refused() -> None:
    rule = '\n[rules.search_fields]\nrequires = ["reason", "badge"]\nclause = "F.a.1"\nsource = "x"\nconfidence = "A"\n'
    with pytest.raises(PackMistake, match=r"rules.search_fields.requires: nothing keeps to 'badge'; known are case_"):
        packing.read(GOOD + rule.replace('"F.a.1"', '"F.a"'), "agency.toml")


def test_matters_that_are_no_tables_are_refused() -> None:
    head = GOOD.split("[rules", maxsplit=1)[0]
    for text in (f"{head}[rules]\n[[matters]]\n", f'{head}[matters]\n"I.2" = 7\n'):
        with pytest.raises(PackMistake, match="expected"):
            packing.read(text, "agency.toml")


def test_wording_may_stand_in_a_file_of_its_own() -> None:
    head = GOOD.split("[matters", maxsplit=1)[0]
    pack = packing.read(
        head, "agency/pack.toml", matters='[matters]\nunless = ["victim"]\n[matters."I.2"]\nask = ["x1"]'
    )
    assert (pack.wording.unless, pack.wording.matters) == (("victim",), {clauses.I_2: Matter(ask=("x1",))})
    with pytest.raises(PackMistake, match=r"^agency/matters.toml, line 2, extra: this is not a field of a pack$"):
        packing.read(head, "agency/pack.toml", matters="\nextra = 1")
    with pytest.raises(PackMistake, match=r"^agency/matters.toml, line 2, matters.I.2.ask: not a term: ''$"):
        packing.read(head, "agency/pack.toml", matters='[matters."I.2"]\nask = [""]')
    with pytest.raises(PackMistake, match=r"^agency/matters.toml, line 2, vague.words: expected a list of terms$"):
        packing.read(head, "agency/pack.toml", matters="[vague]\nwords = 7")
    with pytest.raises(PackMistake, match=r"^agency/matters.toml, line 2, matters.unless: expected a list of terms$"):
        packing.read(head, "agency/pack.toml", matters="[matters]\nunless = 7")


@pytest.mark.parametrize(
    ("matters", "words"),
    [
        ("matters = 7", 'line 1, matters: expected tables such as [matters."I.2"]'),
        ('[matters]\n"I.2" = 7', "line 1, matters.I.2: expected a table with refuse, alone, ask"),
        ("[[vague]]", "line 1, vague: expected a table with words"),
    ],
)
def test_wording_of_another_shape_says_what_is_wanted(matters: str, words: str) -> None:
    with pytest.raises(PackMistake) as mistake:
        packing.read(GOOD.split("[matters", maxsplit=1)[0], "a/pack.toml", matters=matters)
    assert str(mistake.value) == f"a/matters.toml, {words}"


def test_a_text_that_ends_too_early_is_refused_at_its_last_line() -> None:
    with pytest.raises(PackMistake, match=r"^agency.toml, line 3: not TOML: "):
        packing.read('name = "a"\ntitle = "b"\neffective = ', "agency.toml")


def test_a_pack_of_terms_alone_has_no_rules() -> None:
    assert packing.read(GOOD.split("[rules", maxsplit=1)[0], "agency.toml").rules == {}
    with pytest.raises(PackMistake, match=r"line 1, rules: expected tables such as \[rules.retention\]$"):
        packing.read("rules = 7\n" + GOOD.split("[rules", maxsplit=1)[0], "agency.toml")
    with pytest.raises(
        PackMistake, match=r"there is no such rule; there are analyses, camera_locations_public, declaration_terms"
    ):
        packing.read(GOOD.replace("[rules.retention]", "[ rules.retentoin ]"), "agency.toml")


def test_a_pack_that_does_not_ship_is_not_found() -> None:
    with pytest.raises(FileNotFoundError):
        packing.load("no-such-pack")


def test_each_pack_that_ships_can_be_read_and_is_read_once() -> None:
    for name in (*parameters.PACKS, "nh-261-75b"):
        assert packing.load(name).name == name
        assert packing.load(name) is packing.load(name)


def test_packs_bind_from_their_day_on() -> None:
    book = connecticut(packing.read(GOOD, "agency.toml"))
    assert book.version(date(2026, 9, 30)) == "ct-postc@2020-01-01"
    assert book.version(BEFORE) == "ct-postc@2020-01-01+ct-pa-26-14@2026-10-01"
    assert book.version(AFTER) == "ct-postc@2020-01-01+ct-pa-26-14@2026-10-01+agency@2026-12-01"
    assert book.version(date(2019, 12, 31)) == ""
    assert book.ask(Rule.RETENTION, date(2019, 12, 31)) is None
    assert book.days == (date(2020, 1, 1), date(2026, 10, 1), AFTER)
    assert book.ahead(date(2026, 10, 1)) == (AFTER,)
    assert book.ahead(date(2026, 9, 30)) == (date(2026, 10, 1), AFTER)


def test_a_value_names_who_decides_it_and_not_who_repeats_it() -> None:
    repeated = packing.read(GOOD.replace("10 days", "21 days"), "agency.toml")
    held = connecticut(repeated).ask(Rule.RETENTION, AFTER)
    assert held is not None
    assert [each.pack for each in held.stated] == ["ct-postc", "ct-pa-26-14"]
    assert held.deciding.pack == "ct-pa-26-14"
    held = connecticut(packing.read(GOOD, "agency.toml")).ask(Rule.RETENTION, AFTER)
    assert held is not None
    assert (held.deciding.pack, str(held.value)) == ("agency", "10 days")


def test_a_day_says_what_it_changes() -> None:
    changes = {each.rule: each for each in connecticut().changes(date(2026, 10, 1))}
    assert set(changes) == {
        Rule.CAMERA_LOCATIONS_PUBLIC,
        Rule.HOLD_ACTIVE,
        Rule.HOLD_GROUNDS,
        Rule.POLICY_PUBLISHED,
        Rule.RETENTION,
        Rule.SHARING_STATES,
        Rule.USAGE_LOGS_PUBLIC,
        Rule.WARRANT_OUTSIDE_SHARING,
    }
    before, after = changes[Rule.RETENTION].before, changes[Rule.RETENTION].after
    assert before is not None
    assert (str(before.value), str(after.value)) == ("30 days", "21 days")
    assert changes[Rule.POLICY_PUBLISHED].before is None
    assert connecticut().changes(date(2026, 10, 2)) == ()


def test_the_rules_of_a_day_are_those_that_some_pack_states() -> None:
    assert Rule.POLICY_PUBLISHED not in {each.rule for each in connecticut().rules(date(2026, 9, 30))}
    # How far a search reaches no law says; an agency may.
    an_agencys_own = {Rule.SEARCH_DAYS, Rule.SEARCH_RESULTS}
    stated = [each.rule for each in connecticut().rules(date(2026, 10, 1))]
    assert stated == [rule for rule in Rule if rule not in an_agencys_own]


@pytest.mark.proves(clauses.H_5)
def test_an_agency_that_loosens_a_rule_is_refused_with_its_clause() -> None:
    loose = packing.read(GOOD.replace("10 days", "22 days"), "agency.toml")
    with pytest.raises(
        Loosening, match=r"agency, rules.retention: 22 days is looser than 21 days of ct-pa-26-14 \(K.1\)"
    ):
        connecticut(loose)


@pytest.mark.proves(clauses.H_5)
def test_what_was_strict_enough_before_a_law_does_not_bind_after_it() -> None:
    early = packing.read(GOOD.replace("10 days", "25 days").replace("2026-12-01", "2026-09-01"), "agency.toml")
    book = connecticut(early)
    for on, days in ((date(2026, 9, 30), "25 days"), (date(2026, 10, 1), "21 days")):
        held = book.ask(Rule.RETENTION, on)
        assert held is not None
        assert str(held.value) == days


@pytest.mark.proves(clauses.H_5)
def test_a_second_own_pack_may_not_loosen_the_first() -> None:
    first, second = (packing.read(GOOD.replace("10 days", days), "agency.toml") for days in ("10 days", "15 days"))
    with pytest.raises(Loosening, match="15 days is looser than 10 days of agency"):
        connecticut(first, second)


@pytest.mark.proves(clauses.H_5)
@pytest.mark.parametrize("name", ["innocent", "spelled", "unless"])
def test_an_agency_may_not_make_the_screen_pass_over_words(name: str) -> None:
    lenient = packing.read(f'{GOOD}\n[matters]\n{name} = ["anything"]\n', "agency.toml")
    with pytest.raises(Loosening, match=rf"agency, matters.{name}: .* pass over words \(H.5\)"):
        connecticut(lenient)


def test_wording_of_two_packs_stands_together() -> None:
    one = Wording({clauses.I_2: Matter(("a",), ("b",), ("c",))}, ("d",), ("e",), ("f",), ("g",))
    other = Wording({clauses.I_2: Matter(("h",)), clauses.G_4: Matter(ask=("i",))}, vague=("j",))
    assert one.with_(other) == Wording(
        {clauses.I_2: Matter(("a", "h"), ("b",), ("c",)), clauses.G_4: Matter(ask=("i",))},
        ("d",),
        ("e",),
        ("f",),
        ("g", "j"),
    )
    assert other.lenient() is None
    assert one.lenient() == "matters.innocent"


def test_an_instance_goes_by_the_packs_in_its_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parameters._Standing, "book", parameters.book())  # noqa: SLF001 - put back afterwards
    parameters.adopt(tmp_path / "none")
    assert parameters.book().own == ()
    (tmp_path / "agency.toml").write_text(GOOD, "utf-8")
    parameters.adopt(tmp_path)
    assert parameters.retention(AFTER).days == 10
    assert parameters.in_force(AFTER).endswith("+agency@2026-12-01")
    assert [each.clause for each in parameters.screen(AFTER).findings("the transfer van at the depot")] == [clauses.I_2]
    assert parameters.screen(BEFORE).findings("the transfer van at the depot") == ()
    (tmp_path / "b.toml").write_text(GOOD.replace("agency", "b").replace("10 days", "soon"), "utf-8")
    with pytest.raises(PackMistake, match=r"b\.toml, line 6"):
        parameters.adopt(tmp_path)


def test_a_limit_says_where_it_comes_from() -> None:
    limit = parameters.retention(date(2026, 10, 1))
    assert (limit.period, limit.clause, limit.confidence) == (timedelta(days=21), clauses.K_1, "A")
    assert (limit.pack, limit.effective) == ("ct-pa-26-14", date(2026, 10, 1))
    assert "26-14" in limit.source
    with pytest.raises(LookupError, match="no pack states retention for 2019-12-31"):
        parameters.retention(date(2019, 12, 31))


def test_the_values_that_rooms_ask_for() -> None:
    on = date(2026, 11, 24)
    assert parameters.entry_period(on).days == 30
    assert parameters.exigent_review(on).period == timedelta(hours=72)
    assert parameters.training_period(on).days == 365
    assert parameters.topic_versions("L.11") == ((date(2020, 1, 1), 1),)
    assert parameters.topic_versions("L.12") == ()
    assert parameters.permitted_purposes(on).permits("E.a.11")
    assert not parameters.permitted_purposes(on).permits("E.a.12")
    assert len(parameters.immigration_exceptions(on)) == 3
    assert set(parameters.search_fields(on)) == {"parameters", "offence", "reason", "case_number"}
    assert "description" in parameters.entry_fields(on)


def test_the_first_day_kept_is_the_day_after_the_limit() -> None:
    assert parameters.first_day_kept(datetime(2026, 11, 24, 12, tzinfo=UTC)) == date(2026, 11, 4)
