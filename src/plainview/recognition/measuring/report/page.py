"""The page as one file: nothing is loaded from elsewhere, there is no script, and its policy forbids both."""

from base64 import b64encode
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from html import escape
from importlib.resources import files
from typing import Final

from plainview.recognition.calibration import SURE_FROM, Said, bins
from plainview.recognition.measuring import summary
from plainview.recognition.measuring.evaluation import Evaluation
from plainview.recognition.measuring.looks import Unreadable
from plainview.recognition.measuring.misses import Miss, misses
from plainview.recognition.measuring.report import cards
from plainview.recognition.measuring.report.reliability import diagram, interval

MISREAD_AT_MOST: Final = 3.0
"""Percent of the sure reads that may be misread: the product's own target."""

_WARNING: Final = """\
This page holds pictures and numbers of licence plates. Handle it as you handle stored reads: show it only to people who
may see reads, do not send it on, keep it no longer than your retention limit allows, and delete it when its question is
answered. It was written so that only the account that made it can open it."""

_SCORED: Final = """\
Texts are compared in capital letters and digits alone. <em>Exact</em> means equal; for <em>right</em>, O and Q count
as 0 and I as 1. In a photograph the reading whose box overlaps the labelled one best speaks for the plate, from an
overlap of 0.2 on; failing that the surest one whose middle lies in the labelled box. A plate without a reading counts
as wrong. Found means an overlap of one half. Confidences are compared for plates whose text is labelled; what was read
where nothing is labelled is in the precision and shown below. Times are those of this machine."""


@dataclass(frozen=True)
class Facts:
    """What a page says of the run besides its figures. `folders` are names, not paths; `at` carries its time zone."""

    engine: str
    threads: int
    at: datetime
    folders: Mapping[str, Evaluation]
    unreadable: Sequence[Unreadable] = ()


def page(found: Evaluation, facts: Facts) -> str:
    """The whole page. Pictures of misses are opened again, one at a time."""
    missed = misses(found.looks)
    style = files("plainview.recognition.measuring.report").joinpath("style.css").read_text("utf-8")
    # The hash lets the page keep its one style sheet where inline styles are forbidden.
    allowed = b64encode(sha256(style.encode()).digest()).decode()
    policy = f"default-src 'none'; img-src data:; style-src 'sha256-{allowed}'; base-uri 'none'; form-action 'none'"
    body = [
        _top(found, facts, missed),
        _key_figures(found),
        _figures(found, facts),
        _confidence(found),
        _threshold(found),
        cards.LEGEND if missed else '<p class="legend">There is no miss to show.</p>',
        *cards.sections(missed),
        f'<section id="scored"><h2>How it is scored</h2><p>{_SCORED}</p></section>',
    ]
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex">'
        '<meta name="color-scheme" content="light dark"><meta name="referrer" content="no-referrer">'
        f"<title>How well plates are read: {escape(facts.engine)}</title><style>{style}</style></head>"
        f'<body><a class="skip" href="#figures">Skip to the figures</a><main>{"".join(body)}</main></body></html>\n'
    )


def _top(found: Evaluation, facts: Facts, missed: Sequence[Miss]) -> str:
    kinds = dict.fromkeys(miss.kind for miss in missed)
    links = [("figures", "Figures"), ("confidence", "Confidence"), ("threshold", "Threshold")]
    links += [(kind.value, cards.HEADINGS[kind][0]) for kind in kinds]
    items = "".join(f'<li><a href="#{target}">{escape(words)}</a></li>' for target, words in links)
    unreadable = "".join(
        f"<li>{escape('/'.join(each.path.parts[-3:]))}: {escape(each.reason)}</li>" for each in facts.unreadable
    )
    left_out = f'<p>Left out because they could not be opened:</p><ul class="plain">{unreadable}</ul>'
    return (
        "<header><h1>How well plates are read</h1>"
        f'<p class="facts">{len(found.looks)} pictures of {escape(", ".join(facts.folders))}, read by '
        f"{escape(facts.engine)} with {_threads(facts.threads)} on {facts.at:%d %B %Y, %H:%M %Z}.</p>"
        f'<p class="warning" role="note"><strong>Licence plates inside.</strong> {_WARNING}</p>'
        f'<nav aria-label="On this page"><ul>{items}</ul></nav>{left_out if unreadable else ""}</header>'
    )


def _key_figures(found: Evaluation) -> str:
    sure = found.sure
    share = None if sure.share is None else 100 * sure.share
    boxes = found.finding.labelled
    kept = share is not None and share <= MISREAD_AT_MOST
    verdict = "within" if kept else "above"
    tiles = [
        (
            summary.percent(found.fold),
            "of the labelled plates read right",
            f"{found.texts.fold} of {found.texts.total}",
        ),
        (
            summary.percent(share),
            f"of the sure reads ({SURE_FROM:.0%} and more) are wrong",
            f"{sure.misread} of {sure.reads}; {verdict} the target of {MISREAD_AT_MOST:.0f}%" if sure.reads else "",
        ),
        (summary.percent(found.finding.recall if boxes else None), "of the labelled boxes found", f"{boxes} boxes"),
        *(
            (f"{taken.milliseconds[0]:.0f} ms", f"for a {what}, the median", "on this machine")
            for what, taken in (("photograph", found.photographs), ("crop", found.crops))
            if taken.milliseconds
        ),
    ]
    items = "".join(
        f"<li{' class=bad' if place == 1 and sure.reads and not kept else ''}><strong>{value}</strong> "
        f"<span>{words}</span> <small>{note}</small></li>"
        for place, (value, words, note) in enumerate(tiles)
        if value != summary.NOTHING
    )
    return f'<ul class="key">{items}</ul>'


def _figures(found: Evaluation, facts: Facts) -> str:
    several = len(facts.folders) > 1
    columns = [*(facts.folders.items() if several else ()), ("All" if several else "Measured", found)]
    heads = "".join(f'<th scope="col">{escape(name)}</th>' for name, _ in columns)
    # A folder of crops has no stages of a photograph: what a column has not is a dash.
    cells = [dict(summary.rows(each)) for _, each in columns]
    lines = "".join(
        f'<tr><th scope="row">{escape(label)}</th>'
        f"{''.join(f'<td>{escape(each.get(label, summary.NOTHING))}</td>' for each in cells)}</tr>"
        for label, _ in summary.rows(found)
    )
    return (
        '<section id="figures"><h2>Figures</h2><div class="wide" tabindex="0" role="region" aria-label="Figures">'
        f'<table><thead><tr><th scope="col">What</th>{heads}</tr></thead><tbody>{lines}</tbody></table></div></section>'
    )


def _confidence(found: Evaluation) -> str:
    panels = "".join(
        _panel(name, said) for name, said in (("Plates", found.said), ("Characters", found.characters_said))
    )
    return (
        '<section id="confidence"><h2>Can the confidence be believed?</h2>'
        "<p>Each point is a group of reads of like confidence, as many in each. On the dashed line, what is stated at "
        "90% is right nine times in ten. Below it the engine is surer than it ought to be. The bar shows where the "
        f'true share lies with 95% certainty.</p><div class="panels">{panels}</div></section>'
    )


def _panel(name: str, said: Sequence[Said]) -> str:
    found = bins(said)
    if not found:
        return f'<div class="panel"><h3>{name}</h3><p>Nothing was read for a plate with a labelled text.</p></div>'
    lines = "".join(
        f"<tr><td>{escape(summary.stated(each.confidence, digits=2))}</td><td>{each.right:.1%}</td>"
        f"<td>{'{:.0%} to {:.0%}'.format(*interval(each.right, each.count))}</td><td>{each.count}</td></tr>"
        for each in found
    )
    return (
        f'<div class="panel"><h3>{name}</h3><p>Mean gap between stated and right: {summary.error(said)}.</p>'
        f'{diagram(found, what=name)}<table><thead><tr><th scope="col">Stated</th><th scope="col">Right</th>'
        '<th scope="col">True share within</th><th scope="col">Count</th></tr></thead>'
        f"<tbody>{lines}</tbody></table></div>"
    )


def _threshold(found: Evaluation) -> str:
    lines = "".join(_threshold_rows(found))
    return (
        '<section id="threshold"><h2>Where to draw the line</h2><p>What remains if reads below a confidence are not '
        "stated. A higher line means fewer wrong reads and more plates that go by unread.</p>"
        '<table><thead><tr><th scope="col">Not stated below</th><th scope="col">Plates stated</th>'
        f'<th scope="col">Right among them</th></tr></thead><tbody>{lines}</tbody></table></section>'
    )


def _threshold_rows(found: Evaluation) -> Iterator[str]:
    for row in found.abstention:
        right = summary.percent(None if row.right is None else 100 * row.right)
        yield (
            f'<tr><th scope="row">{row.confidence:.0%}</th><td>{summary.percent(100 * row.stated)}</td>'
            f"<td>{right}</td></tr>"
        )


def _threads(count: int) -> str:
    return "one thread" if count == 1 else f"{count} threads"
