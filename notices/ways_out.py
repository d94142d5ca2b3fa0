"""The channels that the settings ask for, made once for as long as they stay the same."""

from pathlib import Path

from models.notices import Channel
from notices.channels.channel import NotNow, WayOut
from notices.channels.notify import NotifyOut
from notices.channels.smtp import SmtpOut
from notices.settings import NoticeSettings


class WaysOut:
    """The channels, by name."""

    def __init__(self) -> None:
        self._made_for: NoticeSettings | None = None
        self._ways: dict[Channel, WayOut] = {}

    def by(self, channel: Channel, settings: NoticeSettings) -> WayOut:
        """The channel. Raises NotNow when the settings do not have it, or the file of its secret cannot be read."""
        if self._made_for is not settings:
            self._made_for, self._ways = settings, {}
        if channel not in self._ways:
            self._ways[channel] = _way(channel, settings)
        return self._ways[channel]


def _way(channel: Channel, settings: NoticeSettings) -> WayOut:
    if channel is Channel.SMTP and settings.smtp is not None:
        file = settings.smtp.password_file
        return SmtpOut(settings.smtp, _secret(file) if file else None)
    if channel in {Channel.NOTIFY_EMAIL, Channel.NOTIFY_TEXT} and settings.notify is not None:
        key = _secret(settings.notify.api_key_file)
        return NotifyOut(settings.notify, key, text=channel is Channel.NOTIFY_TEXT)
    raise NotNow("the file of notices no longer has this channel")


def _secret(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        raise NotNow("the file of the channel's secret cannot be read") from None
