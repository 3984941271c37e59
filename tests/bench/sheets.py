"""The same sheet with the same text: by typst, as the app makes it, and by WeasyPrint
from plain HTML."""

from collections.abc import Iterator
from datetime import date
from html import escape
from typing import Any

from finder.core.deciding.assess import assess
from finder.core.rules.knowledge import Ruleset
from finder.core.summarizing.summarize import summarize
from finder.paper.sheet import contents, print_sheet
from finder.workbench.random_patients import Answers
from tests.bench.measure import Row, Run, medians, show

TYPST, WEASYPRINT = "typst", "WeasyPrint, PDF/UA-1"
DAY = date(2026, 11, 24)
STYLE = "@page{size:letter;margin:12mm 15mm}body{font:12pt/1.2 sans-serif}h1,h2,ul{margin:4pt 0}svg{width:35mm}"


def sheet_rows(ruleset: Ruleset, answers: Answers) -> Iterator[Row]:
    runs = sheet_runs(ruleset, answers)
    found = medians(runs, 3)
    show("One sheet, as PDF/UA-1", found, TYPST)
    if WEASYPRINT in runs:
        share = found[WEASYPRINT] / found[TYPST]
        yield Row(
            "PDF of a sheet: WeasyPrint takes so many times as long",
            share,
            4,
            at_least=True,
        )


def sheet_runs(ruleset: Ruleset, answers: Answers) -> dict[str, Run]:
    """Return both runs, from a finished summary. WeasyPrint is left out, with a
    message, if it is not installed."""
    summary = summarize(ruleset, answers, assess(ruleset, answers))
    runs: dict[str, Run] = {TYPST: lambda: print_sheet(summary, DAY)}
    try:
        from weasyprint import HTML
    except (ImportError, OSError) as missing:
        print(
            f"WeasyPrint cannot run here ({missing}), so it is left out; install it and the system's Pango by hand"
        )
    else:
        page = as_html(contents(summary, DAY))
        runs[WEASYPRINT] = lambda: HTML(string=page).write_pdf(pdf_variant="pdf/ua-1")
    return runs


def as_html(expected: dict[str, Any]) -> str:
    """Return every text of the sheet under the same headings, in one column."""
    body = f"<h1>{escape(expected['headline'])}</h1>{expected['figure']}"
    for name, value in expected.items():
        if isinstance(value, list | dict):
            body += f"<h2>{escape(name)}</h2><ul>{''.join(f'<li>{escape(text)}</li>' for text in texts(value))}</ul>"
    head = f"<title>Pain visit summary</title><style>{STYLE}</style>"
    return f'<html lang="en"><head>{head}</head><body>{body}</body></html>'


def texts(value: object) -> list[str]:
    if isinstance(value, dict):
        return [text for each in value.values() for text in texts(each)]
    if isinstance(value, list):
        return [text for each in value for text in texts(each)]
    return [value] if isinstance(value, str) and value else []
