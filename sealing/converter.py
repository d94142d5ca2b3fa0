"""The data converter of either side: ours, with that side's codec behind it; what a failure says is sealed too."""

from dataclasses import replace

from temporalio.client import Client
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.converter import DataConverter, DefaultFailureConverterWithEncodedAttributes, PayloadCodec


def converting(codec: PayloadCodec) -> DataConverter:
    """The data converter that seals with a codec."""
    return replace(
        pydantic_data_converter,
        payload_codec=codec,
        failure_converter_class=DefaultFailureConverterWithEncodedAttributes,
    )


def speaking(temporal: Client, converter: DataConverter) -> Client:
    """The same connection, by another data converter."""
    config = temporal.config()
    config["data_converter"] = converter
    return Client(**config)
