"""Restricting a case on its page, and ending that."""

from uuid import uuid4

import httpx
import pytest

from api.auth.builtin import BuiltIn
from tests.api.told import LONG_AGO, event, start_of
from tests.web.conftest import Browsing, mark_of
from tests.web.lives import TOLD


async def opened(site: str, demo: BuiltIn, spo: str = "spo-1") -> str:
    """A case of com-1's, of which the senior probation officer is this one."""
    case_id = f"case-{uuid4().hex[:8]}"
    headers = {"Authorization": f"Bearer {demo.token('case-system')}"}
    held = event("practitioner_allocated", LONG_AGO, practitioner="com-1", holder="community_practitioner")
    async with httpx.AsyncClient(base_url=site, headers=headers, timeout=30) as system:
        assert (await system.post("/v1/cases", json=start_of(case_id, spo=spo))).is_success
        assert (await system.post(f"/v1/cases/{case_id}/events", json=held)).is_success
    return case_id


async def sent(browser: httpx.AsyncClient, path: str, **typed: str) -> httpx.Response:
    return await browser.post(path, data={"mark": mark_of(await browser.get(path)), **typed})


async def test_a_manager_restricts_a_case_and_ends_that(browsing: Browsing, site: str, demo: BuiltIn) -> None:
    case_id = await opened(site, demo)
    manager, colleague, named = [await browsing(one) for one in ("spo-1", "com-3", "com-1")]
    path = f"/cases/{case_id}/restriction"
    assert f'href="{path}"' in (await manager.get(f"/cases/{case_id}")).text
    done = await sent(manager, path, step="restrict", reason="danger")
    assert "The case is restricted" in done.text, done.text
    closed = await colleague.get(f"/cases/{case_id}")
    assert closed.status_code == 403 and "You are restricted from viewing this case" in closed.text
    seen = (await named.get(f"/cases/{case_id}")).text
    assert "Few people may look into this case." in seen and "/restriction" not in seen
    now = await manager.get(path)
    assert 'value="danger" checked' in now.text and "set by user:spo-1" in now.text
    assert "The restriction has ended" not in (await sent(manager, path, step="end")).text
    assert (await colleague.get(f"/cases/{case_id}")).status_code == 403, "ending it is asked once more"
    assert "The restriction has ended" in (await sent(manager, path, step="ended")).text
    assert (await colleague.get(f"/cases/{case_id}")).status_code == 200


async def test_who_is_listed_may_look_and_the_list_is_shown_again(browsing: Browsing, site: str, demo: BuiltIn) -> None:
    case_id = await opened(site, demo)
    manager, listed = [await browsing(one) for one in ("spo-1", "com-3")]
    path = f"/cases/{case_id}/restriction"
    await sent(manager, path, step="restrict", reason="other", **{"allowed-other": "com-3, com-9"})
    assert (await listed.get(f"/cases/{case_id}")).status_code == 200
    assert 'value="com-3 com-9"' in (await manager.get(path)).text


async def test_what_is_wrong_is_said_and_nobody_shuts_themselves_out(
    browsing: Browsing, site: str, demo: BuiltIn
) -> None:
    manager = await browsing("spo-1")
    path = f"/cases/{await opened(site, demo, spo='spo-9')}/restriction"
    nothing = await sent(manager, path, step="restrict")
    assert nothing.status_code == 422 and "Select why the case is restricted" in nothing.text
    assert "Add yourself (spo-1)" in nothing.text
    odd = await sent(manager, path, step="restrict", reason="other", **{"allowed-other": "spo-1 <Sarah>"})
    assert odd.status_code == 422 and "<Sarah>" not in odd.text and "&lt;Sarah&gt;" in odd.text
    mended = await sent(manager, path, step="restrict", reason="other", **{"allowed-other": "spo-1"})
    assert "The case is restricted" in mended.text
    assert (await manager.get(path)).status_code == 200


@pytest.mark.parametrize("person", ["com-3", "key-1", "police-1", "operator-1", "vlo-1"])
async def test_who_may_not_restrict_a_case_is_told_so(browsing: Browsing, person: str) -> None:
    browser = await browsing(person)
    assert (await browser.get(f"/cases/{TOLD}/restriction")).status_code == 403
    mark = mark_of(await browser.get("/policy"))
    sent = await browser.post(f"/cases/{TOLD}/restriction", data={"mark": mark, "step": "restrict", "reason": "other"})
    assert sent.status_code == 403
    assert (await (await browsing("com-1")).get(f"/cases/{TOLD}")).status_code == 200
