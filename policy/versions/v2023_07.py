"""After the inspection of July 2023: practitioners no longer disclose. They decide with others, and ask those who may.

The framework's duties to decide, to record and to follow up are kept (EP-C01). Who discloses is the police, or another
body with the power to; the law leaves probation one exception, people who committed sexual offences against children,
which goes by a scheme of its own (EP-D75) and is not handled here.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from typing import Literal

from pydantic import Field

from models.case import Case
from models.decisions import Consulted, DecisionKind, DecisionMade
from models.events.life import DisclosureMade
from models.forms.disclosure import AfterDisclosure, ImmediateDisclosure, InformalConversation
from models.forms.form import Referral, Yes
from models.outcome import NoticeClass
from models.words import Ref
from policy.decisions import DECISIONS
from policy.demands import Demand, Tell
from policy.responses import disclosure
from policy.rules import DutyRule, Missing
from policy.situation import Situation
from policy.version import Option, OptionsChange, PolicyVersion

Discloser = Literal["police", "childrens_services", "other_agency"]


class DisclosureRequest(Referral):
    """A disclosure was asked for: of the police, of children's services, or through the scheme (INS-D12, EP-D75)."""

    asked: list[Literal["police", "childrens_services", "dvds"]] = Field(
        min_length=1, description="INS-D12, EP-D75: who was asked to disclose; never the practitioner"
    )


class ConversationDisclosingNothing(InformalConversation):
    """A conversation with a partner in which the practitioner discloses nothing and confirms nothing (INS-D12)."""

    disclosed: Literal[False] = Field(
        description="INS-D12: a practitioner discloses nothing; what somebody else disclosed is reported as an event"
    )


class AskedAtOnce(ImmediateDisclosure):
    """Imminent risk: the police were asked to protect and to disclose, at once (PF-16.13, INS-D12)."""

    discloser: Literal["agency_in_touch", "police"] = Field(description="DE-22, INS-D12: never the practitioner")
    disclosed_by: Discloser = Field(description="PF-16.13d, INS-D12: who disclosed or will; never the practitioner")
    police_asked: Yes = Field(description="INS-D12: the police were asked to act at once")


class AfterDisclosureByOthers(AfterDisclosure):
    """After a disclosure that the police or another body made (PF-16.14, EP-D76)."""

    disclosed_by: Discloser = Field(description="INS-D12, EP-D75: who disclosed")
    safety_plan: Ref = Field(description="EP-D76: the safety plan for the person told, which probation helps to write")


def _changed(rule: DutyRule, title: str, *clauses: str) -> DutyRule:
    return replace(rule, title=title, clauses=(*rule.clauses, *clauses))


DISCLOSURE_DECISION = _changed(
    disclosure.DISCLOSURE_DECISION,
    "Decide, with police and specialists, whether to ask that past abuse be disclosed to the partner",
    "INS-D12",
    "EP-D75",
)

MAKE_DISCLOSURE = replace(
    _changed(
        disclosure.MAKE_DISCLOSURE,
        "Ask the police or children's services to disclose, or apply to the domestic violence disclosure scheme",
        "INS-D12",
        "EP-D75",
    ),
    form=DisclosureRequest,
)

INFORMAL_CONVERSATION = replace(
    _changed(
        disclosure.INFORMAL_CONVERSATION,
        "Talk to the partner, disclosing nothing: what they know, residence, children, safety",
        "INS-D12",
    ),
    form=ConversationDisclosingNothing,
)

PANEL_DECISION = _changed(
    disclosure.PANEL_DECISION,
    "Get the decision on the disclosure that was asked for, and record it with its reasons",
    "INS-D12",
)
"""Of the scheme's panel, or of the police or children's services where they were asked without it."""

IMMEDIATE_DISCLOSURE = replace(
    _changed(
        disclosure.IMMEDIATE_DISCLOSURE,
        "Imminent risk: protect now, tell the manager, ask the police to disclose at once",
        "INS-D12",
    ),
    form=AskedAtOnce,
)

AFTER_DISCLOSURE = replace(
    _changed(
        disclosure.AFTER_DISCLOSURE,
        "After the disclosure: see to a safety plan, signpost, advise, record what was told and by whom",
        "INS-D12",
        "EP-D76",
    ),
    form=AfterDisclosureByOthers,
)


def _decided_with_others(case: Case, made: DecisionMade) -> Iterable[Missing]:
    """No decision without police and specialists, save in exceptional cases, and then with the reason (INS-D12)."""
    yield from DECISIONS[DecisionKind.DISCLOSURE].check(case, made)
    others = set(made.decided_with)
    if made.decided_without_reason is None and (Consulted.POLICE not in others or len(others) == 1):
        words = (
            "decide it with the police and a specialist (police, and one of childrens_services, daso, idva,"
            " specialist), or say in decided_without_reason why not in this exceptional case"
        )
        yield Missing("decided_with", "INS-D12", words)


def _disclosed_alone(s: Situation, event: DisclosureMade) -> Iterator[Demand]:
    """A disclosure without the police is kept as the fact it is, and the manager hears of it (INS-F100)."""
    if not event.police_involved:
        yield Tell(s.manager, NoticeClass.IMMEDIATE, "a disclosure was made without the police (INS-D12): discuss it")


VERSION = PolicyVersion(
    id="2023-07",
    title="Disclosure through police and children's services, after the inspection of July 2023",
    source=(
        "HM Inspectorate of Probation, domestic abuse inspection of July 2023, section 4.5 (INS-D12, INS-X10);"
        " HMPPS effective practice guidance of June 2023 (EP-C01, EP-D75, EP-D76): practitioners do not disclose past"
        " abuse themselves; they work through police and children's services."
    ),
    in_force_from=date(2023, 7, 1),
    follows="2022-09-26",
    rules=(
        DISCLOSURE_DECISION, INFORMAL_CONVERSATION, MAKE_DISCLOSURE, PANEL_DECISION, IMMEDIATE_DISCLOSURE,
        AFTER_DISCLOSURE,
    ),
    decisions=(
        replace(
            DECISIONS[DecisionKind.DISCLOSURE],
            title="Whether to ask for a disclosure, decided with police and specialists",
            check=_decided_with_others,
        ),
        replace(DECISIONS[DecisionKind.DISCLOSURE_METHOD], title="Through whom a disclosure is asked for"),
    ),
    options=(
        OptionsChange(
            DecisionKind.DISCLOSURE,
            "EP-D75",
            gains=(Option("request_disclosure", "ask the police, or another body with the power, to disclose",
                          stands_for="disclose"),),
            loses=("disclose",),
        ),
        OptionsChange(
            DecisionKind.DISCLOSURE_METHOD,
            "INS-D12",
            gains=(
                Option("police_request", "ask the police to disclose"),
                Option("childrens_services_request", "ask children's services to disclose"),
            ),
            loses=("informal", "immediate"),
        ),
    ),
    responses={DisclosureMade: _disclosed_alone},
)  # fmt: skip
"""The sources give a month and no day: the first of it is ours."""
