"""JSON is read strictly: text that two parsers could read differently is refused, with
a fix."""

import pytest

from finder.core.deciding.strict_json import Unreadable, read_json


@pytest.mark.parametrize(
    ("content", "data"),
    [
        (b'{"age": "a80"}', {"age": "a80"}),
        (b'\xef\xbb\xbf{"age": "a80"}', {"age": "a80"}),
        (
            '{"own_words": "\u00e9 \U0001f600"}'.encode(),
            {"own_words": "\u00e9 \U0001f600"},
        ),
        (b'{"own_words": "\\ud83d\\ude00"}', {"own_words": "\U0001f600"}),
        (b"[1, 1]", [1, 1]),
    ],
)
def test_json_is_read(content: bytes, data: object) -> None:
    assert read_json(content) == data


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", "is empty; the answers are one JSON object"),
        (b" \n", "is empty; the answers are one JSON object"),
        (b"{", "is not valid JSON: Expecting property name enclosed in double quotes"),
        (b'{"age": 1} {}', "is not valid JSON: Extra data"),
        (b"\xef\xbb\xbf", "is not valid JSON: Expecting value"),
        (b"\xff", "is not UTF-8 text; save it as UTF-8"),
        ('{"age": "a80"}'.encode("utf-16"), "is not UTF-8 text; save it as UTF-8"),
        ('{"age": "a80"}'.encode("utf-16-le"), "is not UTF-8 text; save it as UTF-8"),
        ('{"age": "a80"}'.encode("utf-32-be"), "is not UTF-8 text; save it as UTF-8"),
        (
            b'{"safety_now": ["rf_chest"], "safety_now": ["none"]}',
            'contains "safety_now" twice; write each',
        ),
        (b'{"age": {"a": 1, "a": 1}}', 'contains "a" twice; write each'),
        (b'{"\\ud800": 1, "\\ud800": 2}', 'contains "\\ud800" twice; write each'),
        (b'{"pain_avg": NaN}', "contains NaN, which is not valid JSON"),
        (b'{"pain_avg": -Infinity}', "contains -Infinity, which is not valid JSON"),
        (
            b'{"pain_avg": ' + b"9" * 5000 + b"}",
            "contains a number with too many digits",
        ),
        (
            b'{"own_words": "\\ud800"}',
            "contains half of a character, such as \\ud800 alone",
        ),
        (b'{"\\udc00": 1}', "contains half of a character, such as \\ud800 alone"),
        (b"[" * 100_000, "is nested too deep"),
        (b'{"a":' * 100_000, "is nested too deep"),
    ],
)
def test_unreadable_json_is_reported_with_a_fix(content: bytes, expected: str) -> None:
    with pytest.raises(Unreadable) as refused:
        read_json(content)

    assert str(refused.value).startswith(expected)
