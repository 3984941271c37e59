"""Everything that a channel names exists: its templates, its routes, and the
replacements of other routes."""

import pytest
from flask import Flask

from finder.config import Settings
from finder.web.app.access import ACCESS
from finder.web.app.channel import HOME, PHONE, TABLET, Channel

CHANNELS = [HOME, TABLET, PHONE]


@pytest.mark.parametrize("channel", CHANNELS, ids=["home", "tablet", "phone"])
def test_everything_that_a_channel_names_exists(app: Flask, channel: Channel) -> None:
    assert {channel.page, channel.advice} <= set(app.jinja_env.list_templates())
    assert {
        f"{channel.asks}.{name}" for name in ("question", "check", "urgent", "result")
    } <= set(ACCESS)
    assert channel.left_out.keys() | set(channel.left_out.values()) <= set(ACCESS)


def test_a_visit_remembers_its_channel() -> None:
    assert len({channel.via for channel in CHANNELS}) == len(CHANNELS)


def test_a_tablet_asks_before_its_session_ends(settings: Settings) -> None:
    screen = TABLET.screen(settings)

    assert screen is not None
    assert screen.idle + screen.answer == TABLET.lasts(settings).total_seconds()
    assert HOME.screen(settings) is PHONE.screen(settings) is None
