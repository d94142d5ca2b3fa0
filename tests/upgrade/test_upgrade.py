"""The short form of ``make upgrade``: a deployment rolls forward and back under a case in every stage."""

from pathlib import Path

import pytest

from tests.upgrade.rolling import Size, rolled
from tests.upgrade.site import commands_of_the_docs

pytestmark = [pytest.mark.temporal, pytest.mark.slow]

SHORT = Size(of_each=1, moments=(4.0, 12.0), workers=1, dwells=0.5, pause=0.3, again=False)


async def test_no_event_is_lost_whichever_build_works(tmp_path: Path, unused_tcp_port: int) -> None:
    done = await rolled(tmp_path, unused_tcp_port, SHORT)
    assert done.account.wrong == []
    assert (done.cases, done.events > 30) == (8, True)
    assert done.steps == ["ramp", "ramp stopped", "forward", "old ended", "back", "new killed"]


def test_the_docs_say_how_a_version_ramps_and_becomes_current() -> None:
    said = commands_of_the_docs().keys()
    assert {"set-ramping-version", "set-ramping-version --delete", "set-current-version"} <= said
