"""Events of the sentence plan."""

from typing import Literal

from models.events.fact import Fact
from models.words import Ref


class ObjectiveDelivered(Fact):
    """An objective of the sentence plan was delivered (PF-10.2f)."""

    type: Literal["objective_delivered"] = "objective_delivered"
    objective: Ref
