"""Events at court besides the report and the sentence."""

from typing import Literal

from models.events.fact import Fact


class ProtectiveBailEnded(Fact):
    """Protective bail conditions were lifted, at sentence or before it (EV-35)."""

    type: Literal["protective_bail_ended"] = "protective_bail_ended"
