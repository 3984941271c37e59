"""Every setting is read from the environment. An error names the setting and how to fix
it."""

import os
import secrets
from pathlib import Path

import pytest

from finder.config import (
    Settings,
    default_data,
    settings_from,
    settings_without_clinic,
)
from finder.core.loading.placeholders import HELP_LINES
from finder.paths import RULES
from finder.secret_keys import add_secret, secrets_of, stored_secrets
from finder.setting_values import BadSetting

LONG = "a secret of more than thirty-two characters"


def test_the_defaults_serve_one_person_on_this_machine(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))

    found = settings_from({"PATH": "/bin"})

    assert found == Settings()
    assert (
        found.database_url == f"sqlite:///{tmp_path}/pain-specialist-finder/finder.db"
    )


@pytest.fixture
def without_home(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let this user have no home folder."""

    def no_home() -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.setattr(Path, "home", no_home)


@pytest.mark.usefixtures("without_home")
def test_a_user_without_a_home_may_choose_the_data_folder(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))

    assert default_data() == tmp_path / "pain-specialist-finder"


@pytest.mark.usefixtures("without_home")
def test_a_user_without_a_home_must_choose_the_data_folder(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("XDG_DATA_HOME", raising=False)

    with pytest.raises(BadSetting, match="set FINDER_DATA to a folder for the data"):
        settings_from({})
    chosen = settings_from({"FINDER_DATA": str(tmp_path)})
    assert settings_without_clinic(chosen).data == tmp_path


def test_each_setting_is_read_as_its_type() -> None:
    found = settings_from(
        {
            "FINDER_DATA": "~/finder",
            "FINDER_DATABASE": "postgresql://finder@db/finder",
            "FINDER_SECRET_KEYS": f" {LONG}, {LONG.title()}",
            "FINDER_EMERGENCY_NUMBER": "112",
            "FINDER_POISON_LINE": "",
            "FINDER_AT_CLINIC": "Yes",
            "FINDER_SHOW_TREATMENTS": "off",
            "FINDER_VISIT_MINUTES": "30",
            "FINDER_HOSTS": "Pain.Example.org, .clinic.example, 127.0.0.1:8000",
            "FINDER_PROXIES": "10.0.0.5, 10.1.0.0/16, ::1",
            "FINDER_LEAVE_TO": "",
            "FINDER_CLINIC": "Green Hill Pain Clinic",
            "FINDER_CLINIC_PHONE": "555-555-0100",
            "FINDER_CLINIC_HOURS": "Monday to Friday, 8 am to 5 pm",
            "FINDER_CLINIC_NEXT": "We call you within two working days.",
            "FINDER_CLINIC_CALL_BACK": "on",
        }
    )

    assert found.data == Path.home() / "finder"
    assert found.database_url == "postgresql://finder@db/finder"
    assert found.secret_keys == (LONG, LONG.title())
    assert found.numbers == {
        **HELP_LINES,
        "emergency": "112",
        "poison_line": "",
        "clinic": found.clinic,
    }
    assert (found.clinic_phone, found.clinic_hours) == (
        "555-555-0100",
        "Monday to Friday, 8 am to 5 pm",
    )
    assert (found.clinic_next, found.clinic_call_back) == (
        "We call you within two working days.",
        True,
    )
    assert (found.at_clinic, found.show_treatments, found.visit_minutes) == (
        True,
        False,
        30,
    )
    assert found.hosts == ("pain.example.org", ".clinic.example", "127.0.0.1:8000")
    assert found.proxies == ("10.0.0.5/32", "10.1.0.0/16", "::1/128")
    assert found.leave_to == Settings().leave_to


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        (
            "FINDER_DATABSE",
            "x",
            "FINDER_DATABSE is not a setting; use one of FINDER_DATA, FINDER_DATABASE, ",
        ),
        ("FINDER_AT_CLINIC", "maybe", "FINDER_AT_CLINIC is 'maybe'; write on or off"),
        (
            "FINDER_VISIT_MINUTES",
            "0",
            "FINDER_VISIT_MINUTES is '0'; write a whole number from 1 to 1440",
        ),
        (
            "FINDER_VISIT_MINUTES",
            "2h",
            "FINDER_VISIT_MINUTES is '2h'; write a whole number from 1 to 1440",
        ),
        (
            "FINDER_VISIT_MINUTES",
            "99999999999999",
            "write a whole number from 1 to 1440",
        ),
        (
            "FINDER_CLINIC_PHONE",
            "ask us",
            "FINDER_CLINIC_PHONE is 'ask us'; write a telephone number",
        ),
        (
            "FINDER_CLINIC_HOURS",
            "x" * 201,
            "write the hours of the front desk in UTF-8, in 200 characters or fewer",
        ),
        (
            "FINDER_CLINIC_NEXT",
            "{next}",
            "FINDER_CLINIC_NEXT is '{next}'; write what happens after sharing in UTF-8, in 500",
        ),
        (
            "FINDER_CLINIC_CALL_BACK",
            "perhaps",
            "FINDER_CLINIC_CALL_BACK is 'perhaps'; write on or off",
        ),
        (
            "FINDER_CLINIC_PHONE",
            "555-0100",
            "FINDER_CLINIC_PHONE is set, but FINDER_CLINIC is not; set FINDER_CLINIC",
        ),
        (
            "FINDER_CLINIC_CALL_BACK",
            "on",
            "FINDER_CLINIC_CALL_BACK is set, but FINDER_CLINIC is not",
        ),
        (
            "FINDER_CLINIC",
            "Cl\udcednica",
            r"FINDER_CLINIC is 'Cl\udcednica'; write the clinic's name in UTF-8",
        ),
        ("FINDER_CLINIC", "Hill \u202eniaP", "write the clinic's name in UTF-8, in 80"),
        ("FINDER_CLINIC", " \u200b ", "write the clinic's name in UTF-8, in 80"),
        ("FINDER_CLINIC_HOURS", "8 to 5\x7f", "write the hours of the front desk in"),
        ("FINDER_CLINIC_NEXT", "We\ud800", "write what happens after sharing in UTF-8"),
        (
            "FINDER_LEAVE_TO",
            "https://a\udcff.org/",
            r"FINDER_LEAVE_TO is 'https://a\udcff.org/'; write an https:// address",
        ),
        (
            "FINDER_LEAVE_TO",
            "javascript:alert(1)",
            "FINDER_LEAVE_TO is 'javascript:alert(1)'; write an https:// address",
        ),
        (
            "FINDER_HOSTS",
            "a.org, http://x.org",
            "FINDER_HOSTS is 'http://x.org'; write host names, such as ",
        ),
        (
            "FINDER_TIME_ZONE",
            "Ohio",
            "FINDER_TIME_ZONE is 'Ohio', which is not a time zone; write an IANA name",
        ),
        ("FINDER_TIME_ZONE", "../etc/passwd", "which is not a time zone"),
        ("FINDER_TIME_ZONE", "America", "which is not a time zone"),
        (
            "FINDER_POISON_LINE",
            "ask",
            "FINDER_POISON_LINE is 'ask'; write a telephone number",
        ),
        (
            "FINDER_CRISIS_CHAT",
            "https://x",
            "FINDER_CRISIS_CHAT is 'https://x'; write an address without https://",
        ),
        (
            "FINDER_PROXIES",
            "nginx",
            "FINDER_PROXIES is 'nginx'; write the addresses or networks of your proxy",
        ),
        (
            "FINDER_PROXIES",
            "10.0.0.1/8",
            "FINDER_PROXIES is '10.0.0.1/8'; write the addresses or networks of your",
        ),
        (
            "FINDER_SECURITY_CONTACT",
            "call us",
            "write a mailto:, https:// or tel: address",
        ),
        ("FINDER_LOG", "xml", "FINDER_LOG is 'xml'; write text or json"),
        ("FINDER_HOSTS", "x y", "FINDER_HOSTS is 'x y'; write host names"),
        (
            "FINDER_HOSTS",
            "x.org/pain",
            "FINDER_HOSTS is 'x.org/pain'; write host names",
        ),
        (
            "FINDER_EMERGENCY_NUMBER",
            "<b>",
            "FINDER_EMERGENCY_NUMBER is '<b>'; write a telephone number",
        ),
        (
            "FINDER_CLINIC_PHONE",
            "(555) 555-0100",
            "write a telephone number with digits, spaces and hyphens only, such as 5",
        ),
        ("FINDER_CLINIC", "{x}", "in 80 characters or fewer, without { and }"),
        (
            "FINDER_DATA",
            "~nobody-here/x",
            "FINDER_DATA is '~nobody-here/x', and this home folder is not known; write",
        ),
        (
            "FINDER_RULES",
            "/nowhere",
            "FINDER_RULES is '/nowhere'; write the folder that holds questionnaire.toml",
        ),
        ("FINDER_RULES", str(RULES.parent), "write the folder that holds question"),
        (
            "FINDER_TRANSLATIONS",
            "/nowhere",
            "FINDER_TRANSLATIONS is '/nowhere'; write the folder that holds the cat",
        ),
        ("FINDER_SECRET_KEYS", ", ", "FINDER_SECRET_KEYS has only commas and spaces"),
        ("FINDER_PROXIES", ",", "write what it lists, or leave it out"),
    ],
)
def test_an_invalid_setting_is_reported(name: str, value: str, expected: str) -> None:
    with pytest.raises(BadSetting) as refused:
        settings_from({name: value})

    assert expected in str(refused.value)


@pytest.mark.parametrize(
    ("key", "why"),
    [
        ("short", "shorter than 32 characters"),
        ("a" * 64, "that repeats itself or is a sequence"),
        ("k3Y?w-" * 8, "that repeats itself or is a sequence"),
        (
            "abcdefghijklmnopqrstuvwxyz0123456789",
            "that repeats itself or is a sequence",
        ),
        ("Change-me-to-something-long-and-random", "that looks like an example"),
    ],
)
def test_a_secret_that_others_could_guess_is_refused(key: str, why: str) -> None:
    with pytest.raises(BadSetting) as refused:
        secrets_of(Settings(secret_keys=(LONG, key)))

    assert str(refused.value).startswith(
        f"FINDER_SECRET_KEYS has a key {why}; generate a random one with python3 -c "
    )


def test_random_secrets_are_accepted() -> None:
    keys = tuple(
        kind(32)
        for kind in (secrets.token_hex, secrets.token_urlsafe)
        for _ in range(100)
    )

    assert secrets_of(Settings(secret_keys=keys)) == keys


def test_a_secret_is_made_once_for_this_user_only(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path / "data")

    first, second = secrets_of(settings), secrets_of(settings)

    assert first == second
    assert len(first[0]) > 60
    assert (tmp_path / "data").stat().st_mode & 0o777 == 0o700
    assert (tmp_path / "data" / "secret-key").stat().st_mode & 0o777 == 0o600


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a full device")
def test_a_full_disk_leaves_no_empty_secret_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = os.open
    monkeypatch.setattr(
        os,
        "open",
        lambda *how: (opened(*how), opened("/dev/full", os.O_WRONLY))[1],
    )

    with pytest.raises(BadSetting, match="No space left on device"):
        stored_secrets(tmp_path / "secret-key")

    assert list(tmp_path.iterdir()) == []


def test_a_data_folder_that_cannot_be_created_is_reported(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")

    with pytest.raises(
        BadSetting, match=r"the folder \S+file/data of the secret key cannot be used"
    ):
        secrets_of(Settings(data=tmp_path / "file" / "data"))


def test_an_emptied_secret_file_is_reported(tmp_path: Path) -> None:
    (tmp_path / "secret-key").write_text("\n", encoding="utf-8")

    with pytest.raises(
        BadSetting,
        match=r"secret-key contains a secret shorter than 32 characters; restore its",
    ) as refused:
        secrets_of(Settings(data=tmp_path))

    assert "(visits in progress, shared intakes, staff accounts)" in str(
        refused.value
    ), "what is lost is said"


def test_a_secret_file_that_cannot_be_read_is_named_itself(tmp_path: Path) -> None:
    (tmp_path / "secret-key").mkdir()

    with pytest.raises(
        BadSetting,
        match=r"the key file \S+/secret-key cannot be read \(.*\); give this user",
    ):
        secrets_of(Settings(data=tmp_path))


def test_the_secret_may_be_separate_from_the_database(tmp_path: Path) -> None:
    settings = settings_from(
        {
            "FINDER_DATA": str(tmp_path / "data"),
            "FINDER_SECRET_FILE": str(tmp_path / "key" / "it"),
        }
    )

    [made] = secrets_of(settings)

    assert (tmp_path / "key" / "it").read_text(encoding="utf-8") == made
    assert not (tmp_path / "data" / "secret-key").exists()


def test_a_secret_is_added_before_the_others(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path)
    [first] = secrets_of(settings)

    add_secret(settings.path_of_secret)

    newest, older = secrets_of(settings)
    assert (newest != first, older) == (True, first)
    assert (tmp_path / "secret-key").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["secret-key"]


def test_a_secret_that_cannot_be_written_leaves_the_old_ones(tmp_path: Path) -> None:
    path = tmp_path / "secret-key"
    before = stored_secrets(path)
    (tmp_path / "secret-key.unfinished").mkdir()

    with pytest.raises(
        BadSetting,
        match=r"the key file \S+/secret-key cannot be written \(.*\); give this user",
    ):
        add_secret(path)

    assert stored_secrets(path) == before
