"""What each event demands: one entry a type of event, each pointing at the response that a clause asks for."""

from collections.abc import Iterator
from dataclasses import replace

from models.events import Fact, agencies, court, licence, life, orders, safeguarding, sentence, signs, victim_liaison
from models.events import custody as custody_events
from models.events import homicide_review as reviews
from models.events import programmes as told
from models.events.enquiries import EnquiryAnswered
from models.events.registers import RegistrationRemoved
from models.roles import Role
from models.sentence import CUSTODIAL, ORDERS, Stage
from policy.demands import Demand, Note, Open
from policy.known_versions import policy_of
from policy.responses import (
    changes,
    children,
    children_in_custody,
    disclosure,
    enforcement,
    enquiries,
    escalation,
    homicide_review,
    identification,
    incidents,
    life_changes,
    mappa,
    marac,
    programme_routes,
    programmes,
    registers,
    safeguarding_adults,
    variation,
)
from policy.responses import orders as order_responses
from policy.responses import victim_liaison as vlo_responses
from policy.responses.contingency import contingency
from policy.responses.review import review
from policy.situation import Situation
from policy.stages import (
    closing,
    court_report,
    curfew,
    custody,
    licence_conditions,
    mappa_notice,
    pre_release,
    public_protection,
    release_addresses,
    sentencing,
    supervision,
)
from policy.version import Response


def _sentence_passed(s: Situation, event: sentence.SentencePassed) -> Iterator[Demand]:
    if s.case.stage is Stage.CLOSED:
        yield from closing.on_no_supervision(s)
    yield from sentencing.on_sentence(s, event)
    if event.kind in ORDERS and s.case.in_community:
        yield from custody.outside("sentenced to an order")
        yield from supervision.on_order(s, event)
    if event.kind in CUSTODIAL and s.before.in_community:
        yield from custody.on_recall(s, sentence.Recalled(event_id=event.event_id, occurred_at=event.occurred_at))


def _allocated(s: Situation, event: sentence.PractitionerAllocated) -> Iterator[Demand]:
    respond = custody.on_pom_allocated if event.holder is Role.POM else supervision.on_practitioner_allocated
    yield from respond(s, event)


def _released(s: Situation, event: sentence.Released) -> Iterator[Demand]:
    yield from custody.on_leaving(s)
    yield from supervision.on_release(s, event)


def _ended(s: Situation, event: sentence.SupervisionEnded) -> Iterator[Demand]:
    if s.case.stage is Stage.CLOSED:
        yield from closing.on_end(s)
    elif event.what == "licence":
        yield from enforcement.licence_over(s)
        yield Note("supervision goes on: no start-of-supervision clock starts again (AM-57)")


def _dates_changed(s: Situation, event: sentence.DatesChanged) -> Iterator[Demand]:
    yield from court_report.on_dates_changed(s, event)
    yield from mappa_notice.release_came_nearer(s)


def _merged(s: Situation, event: sentence.RecordsMerged) -> Iterator[Demand]:
    if event.surviving_case:
        yield from closing.on_merge(s, event.surviving_case)
    if event.brought:
        yield from closing.on_absorbing(s, event.brought, policy_of(s.case).rules)


def _pregnant(s: Situation, event: life.PartnerPregnant) -> Iterator[Demand]:
    known = s.before.partners.get(event.partner)
    if known is None or known.certainty == "suspected":
        yield Note("this partner was not known for certain: handled as a new relationship too")
        found = life.NewRelationship(
            event_id=event.event_id,
            occurred_at=event.occurred_at,
            identified_at=event.identified_at,
            partner=event.partner,
            certainty="found",
            details_known=event.details_known,
        )
        for demand in disclosure.new_relationship(s, found):
            yield replace(demand, trigger=found.type) if isinstance(demand, Open) else demand
    yield from life_changes.pregnancy(s, event)


RESPONSES: dict[type[Fact], Response] = {
    sentence.CourtReportRequested: lambda s, _e: court_report.on_request(s),
    sentence.CurfewConsidered: curfew.on_curfew_considered,
    sentence.SentencePassed: _sentence_passed,
    sentence.ReceivedIntoCustody: custody.on_reception,
    sentence.PractitionerAllocated: _allocated,
    sentence.Released: _released,
    sentence.CaseTransferred: supervision.on_transfer,
    sentence.DatesChanged: _dates_changed,
    sentence.Recalled: custody.on_recall,
    sentence.ApprovedPremisesLeft: supervision.on_moved_on,
    sentence.HdcAddressProposed: release_addresses.on_hdc_address,
    sentence.ProgrammeRequired: programmes.required,
    sentence.ProgrammeStarted: programmes.started,
    sentence.ProgrammeCompleted: programmes.completed,
    told.ProgrammeSuitability: programme_routes.suitability,
    told.ProgrammeAbsence: programme_routes.absence,
    told.DasoInformation: programmes.daso_information,
    sentence.RiskOfSeriousHarmChanged: incidents.rosh_changed,
    sentence.SupervisionEnded: _ended,
    sentence.Died: lambda s, _e: closing.on_death(s),
    sentence.RecordsMerged: _merged,
    life.NewRelationship: disclosure.new_relationship,
    life.RelationshipEnded: life_changes.relationship_ended,
    life.PartnerPregnant: _pregnant,
    life.PregnancyEnded: life_changes.pregnancy_ended,
    life.PartnerDetailsRefused: disclosure.details_refused,
    life.ContactWithChildren: life_changes.contact_with_children,
    life.AddressChanged: life_changes.address_changed,
    life.SubstanceMisuse: life_changes.substance_misuse,
    life.DomesticAbuseIncident: incidents.incident,
    life.ConcernIdentified: incidents.concern,
    life.ImminentRisk: disclosure.imminent_risk,
    life.ContactWithProtectedPerson: order_responses.contact,
    life.DvdsOutcome: disclosure.dvds_outcome,
    life.DisclosureMade: disclosure.disclosure_made,
    life.PartnerInContact: disclosure.partner_in_contact,
    life.OtherSignificantChange: lambda s, _e: review(s),
    life.WorryingBehaviour: changes.worrying_behaviour,
    life.Stalking: changes.stalking,
    life.SuicideOrSelfHarm: changes.suicide_or_self_harm,
    life.RiskRising: changes.risk_rising,
    life.RiskFalling: changes.risk_falling,
    life.MeasuresNotEnough: escalation.measures_not_enough,
    orders.ProtectiveOrderMade: order_responses.order_made,
    orders.OrderVariationApplied: order_responses.variation_applied,
    orders.OrderVaried: order_responses.order_varied,
    orders.OrderRevoked: order_responses.order_revoked,
    orders.OrderBreached: order_responses.order_breached,
    orders.LicenceConditionBreached: enforcement.condition_breached,
    licence.ConditionToPutForward: licence_conditions.to_put_forward,
    licence.ConditionPutForward: licence_conditions.put_forward,
    licence.ConditionDecided: licence_conditions.decided_on,
    custody_events.RotlAddressProposed: release_addresses.on_rotl_address,
    licence.LicenceVariationRequested: variation.variation_requested,
    custody_events.ReleasedFromRemand: custody.on_remand_over,
    orders.BreachConcluded: enforcement.breach_concluded,
    reviews.DeathInReviewScope: homicide_review.death_in_scope,
    custody_events.ConsentWithdrawn: release_addresses.consent_withdrawn,
    custody_events.EarlyAllocationAgreed: pre_release.early_allocation,
    court.ProtectiveBailEnded: lambda _s, _e: sentencing.on_bail_ended(),
    signs.SignsNoticed: identification.signs_noticed,
    signs.FoundToBeVictim: safeguarding_adults.as_victim,
    signs.PrisonContactSought: public_protection.on_contact_sought,
    safeguarding.ChildrenAtRisk: children.found_at_risk,
    safeguarding.ChildrenLeftAtRisk: children.left_at_risk,
    safeguarding.ChildProtection: children.child_protection,
    safeguarding.CarerOfAdult: safeguarding_adults.carer,
    safeguarding.AdultSafeguardingPlan: safeguarding_adults.adult_plan,
    safeguarding.ContactWithChildEnded: children_in_custody.contact_ended,
    safeguarding.ContactRestrictionRaised: disclosure.contact_restriction,
    EnquiryAnswered: enquiries.answered,
    RegistrationRemoved: registers.registration_removed,
    victim_liaison.LiaiseWithVlo: vlo_responses.liaise,
    victim_liaison.ReReferToVlu: vlo_responses.re_refer,
    victim_liaison.RiskInformationFromVlo: vlo_responses.risk_information,
    agencies.ThirdPartyInformation: enquiries.told_unasked,
    agencies.MappaStatus: mappa.mappa_status,
    agencies.MappaMeeting: mappa.mappa_meeting,
    agencies.SerialAbuseOrStalking: mappa.serial_abuse_or_stalking,
    agencies.MaracMeeting: marac.marac_meeting,
    agencies.MaracAction: marac.marac_action,
    agencies.HighRiskToPerson: marac.high_risk_to_person,
}
"""Events without an entry are taken in and ask for nothing more."""


def respond(s: Situation) -> Iterator[Demand]:
    """Everything the event demands of the case as it now stands."""
    response = RESPONSES.get(type(s.event))
    if response is not None:
        yield from response(s, s.event)
        yield from contingency(s)
    for more in policy_of(s.case).responses.get(type(s.event), ()):
        yield from more(s, s.event)
