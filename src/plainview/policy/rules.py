"""Every rule that a pack may state, in alphabetical order, with the kind of its value and its name for readers."""

from enum import StrEnum
from typing import Final

from plainview.policy.values import AtLeast, AtMost, AtMostEach, By, Must, Only, Requires, Value
from plainview.terms.actor import Role
from plainview.terms.analysis import Analysis
from plainview.terms.matter import GROUNDS
from plainview.terms.purpose import Purpose


class Rule(StrEnum):
    """The value is the rule's name in a pack, as in `[rules.retention]`."""

    ANALYSES = "analyses"
    CAMERA_LOCATIONS_PUBLIC = "camera_locations_public"
    DECLARATION_TERMS = "declaration_terms"
    ENTRY_FIELDS = "entry_fields"
    ENTRY_PERIOD = "entry_period"
    EXIGENT_REVIEW = "exigent_review"
    HOLD_ACTIVE = "hold_active"
    HOLD_GROUNDS = "hold_grounds"
    IMMIGRATION_EXCEPTIONS = "immigration_exceptions"
    POLICY_PUBLISHED = "policy_published"
    PURPOSES = "purposes"
    RETENTION = "retention"
    SEALED_PERIOD = "sealed_period"
    SEARCH_DAYS = "search_days"
    SEARCH_FIELDS = "search_fields"
    SEARCH_RESULTS = "search_results"
    SHARING_STATES = "sharing_states"
    TRAINING_PERIOD = "training_period"
    TRAINING_TOPICS = "training_topics"
    USAGE_LOGS_PUBLIC = "usage_logs_public"
    WARRANT_OUTSIDE_SHARING = "warrant_outside_sharing"

    @property
    def kind(self) -> type[Value]:
        return _KINDS[self][0]

    @property
    def key(self) -> str:
        """The word under which a pack writes the value, as in `at_most = "30 days"`."""
        return _KEYS[self.kind]

    @property
    def names(self) -> frozenset[str] | None:
        """The names that its value may hold; None where any will do."""
        return _NAMES.get(self)

    @property
    def label(self) -> str:
        return _KINDS[self][1]


_KEYS: Final[dict[type[Value], str]] = {
    AtMost: "at_most",
    AtMostEach: "at_most_each",
    AtLeast: "at_least",
    Only: "only",
    Requires: "requires",
    Must: "must",
    By: "by",
}
_KINDS: Final[dict[Rule, tuple[type[Value], str]]] = {
    Rule.ANALYSES: (Only, "Analyses of stored reads that may be asked for"),
    Rule.CAMERA_LOCATIONS_PUBLIC: (Must, "Camera locations are public"),
    Rule.DECLARATION_TERMS: (Requires, "What an out-of-state agency declares before anything is shared"),
    Rule.ENTRY_FIELDS: (Requires, "What a manual hot list entry states"),
    Rule.ENTRY_PERIOD: (AtMost, "How long a manual hot list entry may stand"),
    Rule.EXIGENT_REVIEW: (AtMost, "How soon an exigent use is reviewed"),
    Rule.HOLD_ACTIVE: (Must, "A supervisor's word alone holds reads only for an active criminal investigation"),
    Rule.HOLD_GROUNDS: (Only, "Matters and authorities for which reads may be held past the limit"),
    Rule.IMMIGRATION_EXCEPTIONS: (Only, "Exceptions to the bar on civil immigration matters, each with its document"),
    Rule.POLICY_PUBLISHED: (By, "When the adopted policy is published"),
    Rule.PURPOSES: (Only, "Purposes for which data may be queried and entries may alert"),
    Rule.RETENTION: (AtMost, "How long a read may be kept that no case holds"),
    Rule.SEALED_PERIOD: (AtMost, "How long the log keeps the plate that a search or an entry was about"),
    Rule.SEARCH_DAYS: (AtMostEach, "How many days one search may span, for each role"),
    Rule.SEARCH_FIELDS: (Requires, "What a search states before it runs"),
    Rule.SEARCH_RESULTS: (AtMostEach, "How many results one search may show, for each role"),
    Rule.SHARING_STATES: (Only, "States whose agencies may receive data on a declaration"),
    Rule.TRAINING_PERIOD: (AtMost, "How long a certificate of training lasts"),
    Rule.TRAINING_TOPICS: (AtLeast, "Topics of the training and the version that is needed"),
    Rule.USAGE_LOGS_PUBLIC: (Must, "Usage and access logs are public, plates redacted"),
    Rule.WARRANT_OUTSIDE_SHARING: (Must, "Everybody else needs a warrant or court order"),
}
_NAMES: Final = {
    Rule.ANALYSES: frozenset(Analysis),
    Rule.ENTRY_FIELDS: frozenset({"offence", "description", "case_number", "expires_at", "suspicion", "year"}),
    Rule.HOLD_GROUNDS: GROUNDS,
    Rule.IMMIGRATION_EXCEPTIONS: frozenset(f"54-192h(b)(1)(A)({number})" for number in ("i", "ii", "iii")),
    Rule.PURPOSES: frozenset(Purpose),
    Rule.SEARCH_DAYS: frozenset(Role),
    Rule.SEARCH_RESULTS: frozenset(Role),
    Rule.SEARCH_FIELDS: frozenset({"parameters", "offence", "reason", "case_number", "suspicion"}),
    Rule.TRAINING_TOPICS: frozenset(f"L.{number}" for number in range(1, 12)),
}
"""A pack that names anything else has a mistake: nothing would keep to it."""
