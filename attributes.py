"""Making a Temporal namespace ready for cases: it must know the search attributes before the first case starts."""

from temporalio.api.enums.v1 import IndexedValueType
from temporalio.api.operatorservice.v1 import AddSearchAttributesRequest
from temporalio.client import Client
from temporalio.common import SearchAttributeIndexedValueType
from temporalio.service import RPCError, RPCStatusCode

from workflows.search_attributes import KEYS

_TYPES = {
    SearchAttributeIndexedValueType.KEYWORD: IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD,
    SearchAttributeIndexedValueType.INT: IndexedValueType.INDEXED_VALUE_TYPE_INT,
    SearchAttributeIndexedValueType.DATETIME: IndexedValueType.INDEXED_VALUE_TYPE_DATETIME,
}


async def register_search_attributes(temporal: Client) -> None:
    """Register what is missing. Raises RPCError when the server does not let us."""
    for key in KEYS.values():
        request = AddSearchAttributesRequest(
            namespace=temporal.namespace, search_attributes={key.name: _TYPES[key.indexed_value_type]}
        )
        try:
            await temporal.operator_service.add_search_attributes(request)
        except RPCError as error:
            if error.status is not RPCStatusCode.ALREADY_EXISTS:
                raise
