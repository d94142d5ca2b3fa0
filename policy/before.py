"""A case as it stood before a message. Most messages look at little of it: each part is read when first asked for."""

from functools import cache
from typing import Any

from pydantic import TypeAdapter

from models.case import Case


def as_it_stood(state: dict[str, Any]) -> Case:
    """The case that this plain data is. Only to be read; what asks for no duty does not pay for reading them all."""
    case = _AsItStood.__new__(_AsItStood)
    object.__setattr__(case, "__dict__", {"_state": state})
    return case


class _AsItStood(Case):
    """Parts that nobody has asked for yet are missing, so that Python comes here for them."""

    def __getattr__(self, name: str) -> Any:
        field = _AsItStood.model_fields.get(name)
        if field is None:
            raise AttributeError(name)
        state = self.__dict__["_state"]
        part = (
            _reader(name).validate_python(state[name])
            if name in state
            else field.get_default(call_default_factory=True)
        )
        self.__dict__[name] = part
        return part


@cache
def _reader(name: str) -> TypeAdapter[Any]:
    return TypeAdapter(Case.model_fields[name].rebuild_annotation())
