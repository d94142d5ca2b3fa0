"""Words of ours as people read them."""

from datetime import date, datetime

from api.auth.principal import CAPACITIES
from api.permissions import words_of
from api.routes.whoami import Me
from models.roles import ROLE_WORDS, Role
from models.words import MADE_UP
from policy.calendar import LONDON
from policy.explain import day_in_words

_CAPITALS = frozenset({
    "adf", "ap", "api", "bbr", "bnm", "crn", "daso", "dvds", "hdc", "mappa", "marac", "nms", "oasys", "pom", "rar",
    "rotl", "sara", "spo", "sqs", "srt", "tsp", "vlo", "vlu",
})  # fmt: skip


def plain(name: object) -> str:
    """A name of ours in words."""
    said = str(getattr(name, "value", name)).replace("_", " ").replace("rosh", "risk of serious harm")
    said = said.replace("childrens services", "children's services").replace("oasys", "OASys")
    return " ".join(word.upper() if word in _CAPITALS else word for word in said.split(" "))


def role(name: object) -> str:
    """A role in words."""
    value = str(getattr(name, "value", name))
    return ROLE_WORDS[Role(value)] if value in set(Role) else plain(value)


def day(when: date | None) -> str:
    """A date: 14 January 2025."""
    return day_in_words(when) if when is not None else "not set"


def moment(when: datetime) -> str:
    """A moment in London: 14 January 2025 at 10:32."""
    local = when.astimezone(LONDON)
    return f"{day_in_words(local.date())} at {local:%H:%M}"


def is_made_up(case_id: str) -> bool:
    """Whether a case is made up, about nobody."""
    return case_id.startswith(MADE_UP)


def capacities(me: Me) -> str:
    """As what somebody is here."""
    return ", ".join(words_of(CAPACITIES[one]) for one in me.capacities)
