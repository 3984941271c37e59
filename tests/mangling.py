"""Broken rule files: the shipped ones with random changes to their structure."""

import csv
import json
import tomllib
from collections.abc import Callable
from datetime import UTC, date, datetime
from io import StringIO
from math import nan
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

ODD_TEXTS = (
    "", " ", "always", "..", "a/b", "a b", 'a"b', "Ünï", "\x07", "\u202e", "{", "{x}", "{emergency}", "none", "en",
    "-0", "a" * 3000, "x:" + "y|" * 500, "impact>=9999", "&".join(["widespread"] * 60), "٣",
    "\ufffe", "=1+1", "\n\n", "true",
)  # fmt: skip
ODD_VALUES: tuple[Any, ...] = (
    *ODD_TEXTS, 0, -1, 7, 10**4, 10**400, True, False, 1.5, nan, date(2027, 1, 1), datetime(2027, 1, 1, tzinfo=UTC), [],
    {}, [[]],
    [{}], [1], ["a"], {"en": 1}, {"id": []}, [[[[[[]]]]]], {"a": {"b": {"c": {}}}}, ["x"] * 300,
)  # fmt: skip
CELLS = (
    *(text for text in ODD_TEXTS),
    "65536",
    "70000",
    "-1",
    "1.5",
    "9" * 5000,
    '"',
    ",",
    ";",
    '"a\nb"',
    "a\nb",
)
MARKS = (*'"[]{}=.,\n\x00#|&:', "", "[[", '"""', "9" * 5000, "[" * 2000, "a." * 2000)
Draw = Callable[[st.SearchStrategy[Any]], Any]


def mangled(draw: Draw, folder: Path, file: str) -> str:
    """Return the text of one of the files with one to four mistakes."""
    text = (folder / file).read_text(encoding="utf-8")
    for _ in range(draw(st.integers(1, 4))):
        change = (
            csv_changed
            if file.endswith(".csv")
            else toml_changed
            if file.endswith(".toml")
            else json_changed
        )
        if draw(st.booleans()):
            change = raw_changed
        text = change(draw, text)
    return text


def raw_changed(draw: Draw, text: str) -> str:
    """Return the text with some characters replaced at a random place."""
    start = draw(st.integers(0, max(0, len(text) - 1)))
    length = draw(st.sampled_from([0, 1, 1, 5, 200]))
    mark: str = draw(st.sampled_from([*MARKS, *CELLS]))
    return text[:start] + mark + text[start + length :]


def csv_changed(draw: Draw, text: str) -> str:
    try:
        rows = [row for row in csv.reader(StringIO(text)) if row]
    except csv.Error:
        return text
    if not rows:
        return text
    row = draw(st.sampled_from(rows))
    place = draw(st.integers(0, len(row) - 1))
    match draw(
        st.sampled_from(
            ["cell", "cell", "delete", "double", "wide", "short", "swap", "clear"]
        )
    ):
        case "cell":
            row[place] = draw(st.sampled_from(CELLS))
        case "delete":
            rows.remove(row)
        case "double":
            rows.append(list(row))
        case "wide":
            rows = [[*each, ""] for each in rows]
        case "short":
            row.pop()
        case "swap":
            row[place], row[-1] = row[-1], row[place]
        case "clear":
            rows = rows[:1]
    written = StringIO()
    csv.writer(written, lineterminator="\n").writerows(rows)
    return written.getvalue()


def toml_changed(draw: Draw, text: str) -> str:
    try:
        data = tomllib.loads(text)
    except (ValueError, RecursionError):
        return text
    change_inside(draw, data)
    return written_toml(data)


def json_changed(draw: Draw, text: str) -> str:
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        return text
    change_inside(draw, data)
    return json.dumps(data, default=str)


def change_inside(draw: Draw, data: Any) -> None:
    """Change one thing in a table or a list: its type, its key, or its depth."""
    inner = data
    for _ in range(draw(st.integers(0, 5))):
        values = list(inner.values()) if isinstance(inner, dict) else inner
        deeper = [value for value in values if isinstance(value, dict | list) and value]
        if not deeper:
            break
        inner = draw(st.sampled_from(deeper))
    if not inner:
        return
    key = draw(
        st.sampled_from(
            list(inner) if isinstance(inner, dict) else list(range(len(inner)))
        )
    )
    match draw(
        st.sampled_from(
            ["value", "value", "delete", "rename", "double", "list", "table", "other"]
        )
    ):
        case "value":
            inner[key] = draw(st.sampled_from(ODD_VALUES))
        case "delete":
            del inner[key]
        case "rename" if isinstance(inner, dict):
            inner[
                draw(st.sampled_from([*ODD_TEXTS, str(key) + "s", "if", "most_is"]))
            ] = inner.pop(key)
        case "double" if isinstance(inner, list):
            inner.append(inner[key])
        case "list":
            inner[key] = [inner[key]]
        case "table":
            inner[key] = {"en": inner[key]}
        case _:
            other = draw(
                st.sampled_from(
                    list(inner.values()) if isinstance(inner, dict) else inner
                )
            )
            inner[key] = other


def written_toml(data: dict[str, Any]) -> str:
    """Return TOML with only inline values below the first level, which every parser
    must read the same."""
    lines = []
    for key, value in data.items():
        if isinstance(value, dict):
            lines += [
                f"[{quoted(key)}]",
                *(f"{quoted(name)} = {inline(each)}" for name, each in value.items()),
            ]
        elif (
            isinstance(value, list)
            and value
            and all(isinstance(each, dict) for each in value)
        ):
            for each in value:
                lines.append(f"[[{quoted(key)}]]")
                lines += [
                    f"{quoted(name)} = {inline(inner)}" for name, inner in each.items()
                ]
        else:
            lines.insert(0, f"{quoted(key)} = {inline(value)}")
    return "\n".join(lines) + "\n"


def inline(value: Any) -> str:
    match value:
        case bool():
            return str(value).lower()
        case str():
            return quoted(value)
        case date():
            return value.isoformat()
        case list():
            return f"[{', '.join(map(inline, value))}]"
        case dict():
            return f"{{ {', '.join(f'{quoted(key)} = {inline(each)}' for key, each in value.items())} }}"
        case _:
            return (
                hex(value) if isinstance(value, int) and value > 10**300 else str(value)
            )


def quoted(text: str) -> str:
    return json.dumps(text).replace("\x7f", "\\u007f")
