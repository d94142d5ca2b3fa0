"""The file of notices: what is wrong is named by its field, and nothing of what it holds is ever shown."""

from datetime import UTC, date, datetime, time
from pathlib import Path

import pytest

from models.notices import Channel
from models.roles import Role
from notices.settings import NoticeSettings
from notices.settings_file import NoticesProblem, SettingsFile, load
from policy.calendar import CURRENT

ROOT = Path(__file__).parents[2]
NOTIFY = '[notify]\napi_key_file = "key"\nemail_template = "t-1"\n'
SMTP = '[smtp]\nhost = "localhost"\nsender = "throughcare@example.org"\n'
AWAY = '[[absences]]\nperson = "{}"\nfrom = 2026-03-02\nuntil = 2026-03-06\ncover = "{}"\n'


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "notices.toml"
    path.write_text(text)
    return path


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("digest_at = no", "not TOML: at line 1, column 13"),
        ('digest_at = "soon"', "digest_at: "),
        ('digest_at = "19:00"', "digest_at: it lies in the quiet hours"),
        ('digest_at = "09:15+01:00"', "digest_at: write hours and minutes alone, London time"),
        ('colour = "blue"', "colour: there is no such field"),
        ('link = "https://example.org"', "link: it has no {case} in it"),
        ('[quiet_hours]\nfrom = "25:00"', "quiet_hours.from: "),
        ('[notify]\nemail_template = "t-1"', "notify.api_key_file: it is missing"),
        ('[people.com-1]\nsmtp = "ada@example.org"', "people.com-1.smtp: there is no [smtp] to send it by"),
        ('[people.com-1]\nnotify_email = "ada@example.org"', "people.com-1: there is no [notify] to send by"),
        (
            NOTIFY + '[people.com-1]\nnotify_email = "Ada Lovelace"',
            "people.com-1: notify_email is not an e-mail address",
        ),
        (NOTIFY + '[people.com-1]\nnotify_text = "07700 900123"', "notify.text_template is missing"),
        (SMTP + '[people."Ada Lovelace"]\nsmtp = "ada@example.org"', "people: a staff id is lower case letters"),
        (AWAY.format("a", "a"), "absences.0.cover: everybody who covers here is away"),
        (AWAY.format("a", "b") + AWAY.format("b", "a"), "absences.0.cover: everybody who covers here is away"),
        (AWAY.format("a", "b") + AWAY.format("a", "c"), "absences.1: this person is away on the same days"),
        (AWAY.format("a", "b").replace("03-02", "03-09"), "absences.0.until: it is before the first day"),
    ],
)
def test_what_is_wrong_is_named_by_its_field_and_not_shown(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(NoticesProblem) as caught:
        load(written(tmp_path, text))
    assert words in str(caught.value)
    for said in ("ada@example.org", "Lovelace", "900123", "soon", "blue"):
        assert said not in str(caught.value)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(NoticesProblem, match=r"gone\.toml: No such file"):
        load(tmp_path / "gone.toml")


def test_the_example_is_good() -> None:
    found = load(ROOT / "examples" / "notices.toml")
    assert found.sends
    assert Channel.NOTIFY_EMAIL in found.reached("com-1")


def test_an_address_is_in_no_representation(tmp_path: Path) -> None:
    found = load(written(tmp_path, SMTP + '[people.com-1]\nsmtp = "ada@example.org"'))
    assert found.reached("com-1")[Channel.SMTP].get_secret_value() == "ada@example.org"
    for shown in (repr(found), str(found), found.model_dump_json()):
        assert "ada" not in shown


def test_a_change_is_taken_up_and_a_bad_one_leaves_the_last_good_one(tmp_path: Path) -> None:
    path = written(tmp_path, 'digest_at = "09:00"')
    file = SettingsFile(path)
    path.write_text('digest_at = "10:00"  # later')
    assert file.now.digest_at == time(10)
    path.write_text("digest_at = no")
    assert file.now.digest_at == time(10)
    path.unlink()
    assert file.now.digest_at == time(10)


def test_whoever_is_away_is_covered_and_so_is_their_cover() -> None:
    text = [
        {"person": "com-1", "from": "2026-03-02", "until": "2026-03-06", "cover": "com-2"},
        {"person": "com-2", "from": "2026-03-06", "until": "2026-03-10", "cover": "com-3"},
    ]
    found = NoticeSettings.model_validate({"absences": text})
    days = {day: found.cover("com-1", datetime(2026, 3, day, 12, tzinfo=UTC)) for day in (1, 2, 5, 6, 7)}
    assert days == {1: "com-1", 2: "com-2", 5: "com-2", 6: "com-3", 7: "com-1"}


def test_absence_is_counted_in_london_days() -> None:
    """In summer the London day begins at 23:00 UTC of the day before."""
    text = [{"person": "com-1", "from": "2026-07-06", "until": "2026-07-06", "cover": "com-2"}]
    found = NoticeSettings.model_validate({"absences": text})
    assert found.cover("com-1", datetime(2026, 7, 5, 22, 59, tzinfo=UTC)) == "com-1"
    assert found.cover("com-1", datetime(2026, 7, 5, 23, 0, tzinfo=UTC)) == "com-2"
    assert found.cover("com-1", datetime(2026, 7, 6, 23, 0, tzinfo=UTC)) == "com-1"


def test_a_team_s_own_desk_comes_before_the_one_for_all() -> None:
    text = [{"role": "governor", "person": "gov-0"}, {"role": "governor", "team": "team-1", "person": "gov-1"}]
    found = NoticeSettings.model_validate({"desks": text})
    assert found.desk(Role.GOVERNOR, "team-1") == "gov-1"
    assert found.desk(Role.GOVERNOR, "team-2") == "gov-0"
    assert found.desk(Role.SPO, "team-1") is None


@pytest.mark.parametrize(
    ("moment", "quiet"),
    [
        # The clocks go forward on 29 March 2026 and back on 25 October 2026, both Sundays.
        ("2026-03-27T07:59+00:00", True),
        ("2026-03-27T08:00+00:00", False),
        ("2026-03-27T17:59+00:00", False),
        ("2026-03-27T18:00+00:00", True),
        ("2026-03-30T06:59+00:00", True),
        ("2026-03-30T07:00+00:00", False),
        ("2026-03-30T16:59+00:00", False),
        ("2026-03-30T17:00+00:00", True),
        ("2026-10-23T07:00+00:00", False),
        ("2026-10-26T07:59+00:00", True),
        ("2026-10-26T08:00+00:00", False),
        ("2026-03-28T12:00+00:00", True),  # a Saturday
        ("2026-04-06T12:00+00:00", True),  # Easter Monday
    ],
)
def test_quiet_hours_go_by_the_clocks_of_london(moment: str, quiet: bool) -> None:
    assert NoticeSettings().quiet(datetime.fromisoformat(moment), CURRENT) is quiet


@pytest.mark.parametrize(
    ("moment", "quiet"),
    [
        # From 00:30 to 01:30: the hour from 01:00 is left out in March and comes twice in October.
        ("2026-03-29T00:29+00:00", False),
        ("2026-03-29T00:30+00:00", True),
        ("2026-03-29T00:59+00:00", True),
        ("2026-03-29T01:00+00:00", False),  # 02:00 by then
        ("2026-10-25T00:00+00:00", True),  # 01:00, the first time
        ("2026-10-25T00:30+00:00", False),  # 01:30
        ("2026-10-25T01:00+00:00", True),  # 01:00 again
        ("2026-10-25T01:30+00:00", False),
    ],
)
def test_quiet_hours_over_the_hour_that_changes(moment: str, quiet: bool) -> None:
    hours = {"from": "00:30", "to": "01:30", "days_off": False}
    found = NoticeSettings.model_validate({"quiet_hours": hours})
    assert found.quiet(datetime.fromisoformat(moment), CURRENT) is quiet


def test_a_day_off_counts_only_when_it_is_to() -> None:
    found = NoticeSettings.model_validate({"quiet_hours": {"days_off": False}})
    assert not found.quiet(datetime.combine(date(2026, 3, 28), time(12), UTC), CURRENT)
