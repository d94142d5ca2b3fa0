"""What each type of event means to a case."""

from dataclasses import replace
from typing import Any

import pytest

from intake.envelope import read
from intake.facts import fact_of
from intake.mapping import meaning_of
from intake.mapping.meaning import (
    MAPPINGS,
    Facts,
    Meaning,
    NeedsDetails,
    NotForUs,
    NumberChanged,
    NumberParted,
    Unclear,
)
from intake.mapping.prison import AT_LARGE, DIED, MERGED, NO_SENTENCE, ON_CURFEW, ON_RECALL, TO_HOSPITAL, TO_IMMIGRATION
from models.events import EVENT
from tests.intake.messages import Data, event, raw, received, released, released_by_search


def meaning(said: Data, details: Any = None) -> Meaning:
    return meaning_of(replace(read(raw(said)), details=details))


def typed(said: Data, details: Any = None) -> list[tuple[str, Data]]:
    """The facts a message tells: each is a valid event of ours."""
    found = meaning(said, details)
    assert isinstance(found, Facts), found
    told = read(raw(said))
    assert told.occurred_at is not None
    for draft in found.drafts:
        EVENT.validate_python(fact_of(draft, told.occurred_at, "case-1").event)
    return [(draft.type, draft.fields) for draft in found.drafts]


# Prison ------------------------------------------------------------------------------------------------------------


def test_a_release_is_a_release() -> None:
    assert typed(released("CR")) == [("released", {"kind": "conditional"})]
    assert typed(released("NCS")) == [("released", {"kind": "conditional"})]
    assert typed(released(None)) == [("released", {"kind": "conditional"})]
    assert typed(released("AR")) == [("released", {"kind": "automatic"})]
    assert typed(released_by_search()) == [("released", {"kind": "conditional"})]


@pytest.mark.parametrize("code", sorted(ON_CURFEW))
def test_release_on_curfew(code: str) -> None:
    assert typed(released(code)) == [("released", {"kind": "hdc"})]


@pytest.mark.parametrize("code", sorted(DIED | MERGED | AT_LARGE | NO_SENTENCE))
def test_what_comes_as_a_release_and_is_none(code: str) -> None:
    kinds = {**dict.fromkeys(DIED, "died"), **dict.fromkeys(MERGED, "records_merged")}
    kinds |= {**dict.fromkeys(AT_LARGE, "significant_change"), **dict.fromkeys(NO_SENTENCE, "released_from_remand")}
    assert typed(released(code)) == [(kinds[code], {})]


@pytest.mark.parametrize(
    "reason", ["TEMPORARY_ABSENCE_RELEASE", "RELEASED_TO_HOSPITAL", "SENT_TO_COURT", "TRANSFERRED"]
)
def test_absences_court_hospital_and_transfers_are_no_releases(reason: str) -> None:
    assert isinstance(meaning(released("TAP", reason)), NotForUs)
    assert isinstance(meaning(released_by_search(reason)), NotForUs)


@pytest.mark.parametrize("code", sorted(TO_HOSPITAL))
def test_hospital_by_the_code_is_no_release(code: str) -> None:
    assert isinstance(meaning(released(code)), NotForUs)


def test_what_cannot_be_known_waits_for_a_person() -> None:
    assert isinstance(meaning(released("CR", "UNKNOWN")), Unclear)
    assert all(isinstance(meaning(released(code)), Unclear) for code in TO_IMMIGRATION)
    inside = released("CR")
    inside["additionalInformation"]["currentLocation"] = "IN_PRISON"
    found = meaning(inside)
    assert isinstance(found, Unclear) and found.reason == "contradictory"


def test_a_reception() -> None:
    assert typed(received("I")) == [("received_into_custody", {"prison": "swi", "reason": "sentence"})]
    assert typed(received("N")) == [("received_into_custody", {"prison": "swi", "reason": "remand"})]
    transfer = received("INT", "TRANSFERRED")
    assert typed(transfer) == [("received_into_custody", {"prison": "swi", "reason": "transfer"})]


@pytest.mark.parametrize("code", sorted(ON_RECALL))
def test_a_recall_admission_is_a_recall_and_a_reception(code: str) -> None:
    recalled, inside = typed(received(code))
    assert recalled == ("recalled", {"kind": "standard"})
    assert inside == ("received_into_custody", {"prison": "swi", "reason": "recall"})


def test_the_code_counts_more_than_the_probable_cause() -> None:
    assert typed(received("N", probableCause="RECALL"))[0][1]["reason"] == "remand"
    assert typed(received("", probableCause="RECALL"))[0][0] == "recalled"


@pytest.mark.parametrize("reason", ["TEMPORARY_ABSENCE_RETURN", "RETURN_FROM_COURT"])
def test_coming_back_is_no_reception_even_under_a_recall_code(reason: str) -> None:
    assert isinstance(meaning(received("24", reason, probableCause="RECALL")), NotForUs)


def test_reception_without_a_prison_is_unclear() -> None:
    assert isinstance(meaning(received(prisonId="")), Unclear)


# The others --------------------------------------------------------------------------------------------------------

THIN = [
    "prison-offender-events.prisoner.sentence-dates-changed", "calculate-release-dates.prisoner.changed",
    "person.community.manager.allocated", "event.manager.allocated", "offender-management.allocation.changed",
    "create-and-vary-a-licence.licence.activated", "create-and-vary-a-licence.hdc-licence.inactivated",
    "create-and-vary-a-licence.variation.activated", "assessment.summary.produced", "risk.flag.tier.change",
    "accredited-programmes-community.referral.status-updated", "SENTENCE_CHANGED", "OFFENDER_MANAGER_CHANGED",
    "prison-offender-events.prisoner.fixed-term-recall.changed", "probation-case.registration.added",
]  # fmt: skip


@pytest.mark.parametrize("type_", THIN)
def test_thin_events_need_their_details(type_: str) -> None:
    assert isinstance(meaning(event(type_, {"calculationId": "1", "applicationId": "2"})), NeedsDetails)


DETAILED: dict[str, tuple[Data, Any, list[tuple[str, Data]]]] = {
    "dates": (
        event("prison-offender-events.prisoner.sentence-dates-changed", {"bookingId": "1200835"}),
        {"bookingId": 1, "conditionalReleaseDate": "2026-11-25", "conditionalReleaseOverrideDate": "2026-11-26",
         "licenceExpiryDate": "2027-09-11", "homeDetentionCurfewEligibilityDate": "2026-10-28"},
        [("dates_changed", {"dates": {"conditional_release": "2026-11-26", "hdc_eligibility": "2026-10-28",
                                      "licence_end": "2027-09-11"}})],
    ),
    "dates beneath": (
        event("prisoner-offender-search.prisoner.updated", {"categoriesChanged": ["STATUS", "SENTENCE"]}),
        {"sentenceDetail": {"paroleEligibilityDate": "2027-01-02"}},
        [("dates_changed", {"dates": {"parole_eligibility": "2027-01-02"}})],
    ),
    "community practitioner": (
        event("person.community.manager.allocated", {"allocationId": "4880d097"}),
        {"id": "a-1", "staffCode": "N02ABS1", "teamCode": "N02ABS", "createdBy": "Somebody"},
        [("practitioner_allocated", {"practitioner": "n02abs1", "holder": "community_practitioner", "team": "n02abs"})],
    ),
    "POM in the message": (
        event("offender-management.allocation.changed", {"staffCode": 485926, "prisonId": "LEI"}, noms="A7001AA"),
        None,
        [("practitioner_allocated", {"practitioner": "485926", "holder": "pom"})],
    ),
    "licence": (
        event("create-and-vary-a-licence.licence.activated", {"licenceId": "118"}),
        {"licenceExpiryDate": "14/06/2027", "topupSupervisionExpiryDate": "14/06/2028",
         "conditions": {"AP": {"standard": [{"code": "x", "text": "y"}],
                               "additional": [{"code": "0f9a20f4-35c7-4c77-8af8-f200f153fa11", "text": "secret"}]}}},
        [("dates_changed", {"dates": {"licence_end": "2027-06-14", "supervision_end": "2028-06-14"}}),
         ("condition_put_forward", {"condition": "condition-0f9a20f4-35c7-4c77-8af8-f200f153fa11",
                                    "kind": "exclusion_zone"}),
         ("condition_decided", {"condition": "condition-0f9a20f4-35c7-4c77-8af8-f200f153fa11", "outcome": "agreed"})],
    ),
    "licence ran out": (
        event("create-and-vary-a-licence.licence.inactivated", {"licenceId": "118"}),
        {"licenceExpiryDate": "2026-03-08", "topupSupervisionExpiryDate": "2026-09-08"},
        [("supervision_ended", {"what": "licence", "followed_by_post_sentence_supervision": True,
                                "supervision_end": "2026-09-08"})],
    ),
    "risk": (
        event("assessment.summary.produced"),
        {"probNumber": "X700001", "assessments": [
            {"riskChildrenCustody": "Low", "riskChildrenCommunity": "High", "riskKnownAdultCommunity": "Very High",
             "riskStaffCommunity": None, "riskPublicCustody": "None"}]},
        [("rosh_changed", {"group": "children", "level": "high"}),
         ("rosh_changed", {"group": "known_adult", "level": "very_high"})],
    ),
    "reoffending": (
        event("risk-assessment.scores.ogrs.determined", {"OGRS3Yr1": 43, "OGRS3Yr2": 60}), None,
        [("needs_assessed", {"reoffending_risk": "medium"})],
    ),
    "reoffending by band": (
        event("risk-assessment.scores.ogrs.determined", {"OGRS3Yr2": 60, "OGRS4GYr2Band": "H"}), None,
        [("needs_assessed", {"reoffending_risk": "high"})],
    ),
    "recall": (
        event("recall.inserted", {"recallId": "r-1", "source": "DPS"}, noms="A7001AA"),
        {"recallType": "FTR_28", "revocationDate": "2026-03-05"},
        [("recalled", {"kind": "fixed_term_28"})],
    ),
    "recall, thin": (
        event("recall.inserted", {"recallId": "r-1"}, noms="A7001AA"), None, [("recalled", {"kind": "standard"})],
    ),
    "decision to recall, older spelling": (
        event("prison-recall.recommendation.managementOversight", {"contactOutcome": "DECISION_TO_RECALL"}), None,
        [("significant_change", {})],
    ),
    "breach": (
        event("enforcement.breach.concluded", {"eventId": "7", "outcome": "BRE01"}), None,
        [("breach_concluded", {"outcome": "proven"})],
    ),
    "arrived at approved premises": (
        event("approved-premises.person.arrived", {"applicationId": "a-1"}),
        {"eventDetails": {"premises": {"legacyApCode": "Q057", "name": "A house"}, "arrivedAt": "2026-03-08T14:00"}},
        [("address_changed", {"address": "ap-q057"})],
    ),
    "left approved premises": (
        event("approved-premises.person.departed", {"applicationId": "a-1"}), None, [("approved_premises_left", {})],
    ),
    "absconded from approved premises": (
        event("approved-premises.person.departed", {"applicationId": "a-1"}),
        {"eventDetails": {"departedAt": "2026-03-08T17:21:30", "reason": "Absconded, still at large"}},
        [("approved_premises_left", {}), ("significant_change", {})],
    ),
    "moved into CAS3": (
        event("accommodation.cas3.person-arrived", {"applicationId": "68df9f6c"}), None,
        [("address_changed", {"address": "cas3-application-68df9f6c"})],
    ),
    "another main address": (
        event("probation-case.address.created", {"addressId": 2500123456, "addressStatus": "Main Address"}), None,
        [("address_changed", {"address": "address-2500123456"})],
    ),
    "on a programme": (
        event("accredited-programmes-community.referral.status-updated"),
        {"newStatus": "ON_PROGRAMME", "programmeName": "Building Better Relationships"},
        [("programme_started", {"programme": "bbr"})],
    ),
    "programme done": (
        event("accredited-programmes-community.programme.complete"), None,
        [("programme_completed", {"programme": "other", "finished": True})],
    ),
    "an ACCT": (
        event("person.alert.created", {"alertUuid": "u-1", "alertCode": "HA"}, noms="A7001AA"), None,
        [("suicide_or_self_harm", {"kind": "threatened"})],
    ),
    "a report under way": (event("pre-sentence.report.started"), None, [("court_report_requested", {})]),
}  # fmt: skip


@pytest.mark.parametrize("name", DETAILED)
def test_with_its_details_an_event_says_what_happened(name: str) -> None:
    said, details, facts = DETAILED[name]
    assert typed(said, details) == facts


def test_a_notice_of_breach_waits_for_a_person_and_one_taken_away_does_not() -> None:
    written = meaning(event("probation-case.breach-notice.created", {"breachNoticeId": "b-1"}))
    assert isinstance(written, Unclear) and written.reason == "needs_judgement"
    assert isinstance(meaning(event("probation-case.breach-notice.deleted", {"breachNoticeId": "b-1"})), NotForUs)


REGISTERS: dict[str, tuple[Data, list[tuple[str, Data]]]] = {
    "RHRH": ({}, [("rosh_changed", {"group": "public", "level": "high"})]),
    "RVHR": ({}, [("rosh_changed", {"group": "public", "level": "very_high"})]),
    "REG15": ({"registrationLevelCode": "RSKM"}, [("rosh_changed", {"group": "known_adult", "level": "medium"})]),
    "RCHD": ({"registrationLevelCode": "H"}, [("rosh_changed", {"group": "children", "level": "high"})]),
    "MAPP": (
        {"registrationCategoryCode": "M2", "registrationLevelCode": "M1"},
        [("mappa_status", {"category": "category_2", "level": 1})],
    ),
    "RSTO": (
        {},
        [
            (
                "protective_order_made",
                {
                    "order": "registration-2500687775",
                    "kind": "restraining_order",
                    "protects": ["protected-by-registration-2500687775"],
                },
            )
        ],
    ),
    "IMAR": (
        {},
        [
            (
                "third_party_information",
                {"agency": "marac", "kept_at": "registration-2500687775", "significant": True},
            )
        ],
    ),
    "INVI": ({}, [("liaise_with_vlo", {"contact": "registration-2500687775", "about": "contact"})]),
    "ADVP": ({}, [("third_party_information", {"agency": "probation", "kept_at": "registration-2500687775"})]),
    "ADVV": ({}, [("found_to_be_victim", {"found": "victim"})]),
    "RCPR": (
        {},
        [
            (
                "child_protection",
                {"child": "child-of-registration-2500687775", "what": "child_protection_plan"},
            )
        ],
    ),
    "DASO": ({}, [("daso_information", {"significant": False})]),
}


@pytest.mark.parametrize("code", REGISTERS)
def test_each_register_means_its_own(code: str) -> None:
    more, facts = REGISTERS[code]
    info = {
        "registerTypeCode": code,
        "registrationId": "2500687775",
        "registrationCategoryCode": "",
        "registrationLevelCode": "",
        "registrationDate": "Fri Jun 14 00:00:00 BST 2024",
        **more,
    }
    assert typed(event("probation-case.registration.added", info)) == facts


def test_a_register_entry_known_by_its_details_alone() -> None:
    details = {"id": 7, "register": {"code": "MAPP"}, "category": {"code": "M3"}, "level": {"code": "M2"}}
    found = typed(event("probation-case.registration.added", {"registrationId": "7"}), details)
    assert found == [("mappa_status", {"category": "category_3", "level": 2})]


def test_the_end_of_a_register_entry() -> None:
    ended = "probation-case.registration.deregistered"
    order = event(ended, {"registerTypeCode": "RSTO", "registrationId": "7"})
    assert typed(order) == [("order_revoked", {"order": "registration-7"})]
    assert typed(event(ended, {"registerTypeCode": "ADVP"})) == [("registration_removed", {})]
    assert typed(event(ended, {"registerTypeCode": "MAPP"})) == [("mappa_status", {"category": "none"})]
    assert isinstance(meaning(event(ended, {"registerTypeCode": "RHRH"})), NotForUs)


def test_merges_name_who_goes_into_whom() -> None:
    merged = event("probation-case.merge.completed", {"sourceCRN": "X700002", "targetCRN": "X700001"})
    assert meaning(merged) == NumberChanged("crn", "X700002", "X700001")
    info = {"nomsNumber": "B7001BB", "removedNomsNumber": "A7001AA", "reason": "MERGE"}
    prisoner = event("prison-offender-events.prisoner.merged", info, noms="A7001AA")
    assert meaning(prisoner) == NumberChanged("noms", "A7001AA", "B7001BB")
    parted = event("probation-case.unmerge.completed", {"reactivatedCRN": "X700002", "unmergedCRN": "X700001"})
    assert meaning(parted) == NumberParted("crn", "X700001", "X700002")
    assert isinstance(meaning(event("probation-case.merge.completed")), Unclear)


def test_an_unknown_type_waits_for_a_person_and_other_work_does_not() -> None:
    unknown = meaning(event("quite.new.thing"))
    assert isinstance(unknown, Unclear) and unknown.reason == "unknown_type"
    for type_ in (
        "incentives.iep-review.inserted",
        "prison-visit.booked",
        "CONTACT_CHANGED",
        "person.case-note.created",
    ):
        assert isinstance(meaning(event(type_)), NotForUs)


def test_a_level_nobody_knows_is_never_taken_for_low() -> None:
    found = meaning(event("assessment.summary.produced"), {"assessments": [{"riskKnownAdultCommunity": "Elevated"}]})
    assert isinstance(found, NotForUs)


@pytest.mark.parametrize("type_", [t for mapping in MAPPINGS for t in mapping.types])
def test_no_mapping_stumbles_over_an_empty_event(type_: str) -> None:
    found = meaning(event(type_))
    assert not (isinstance(found, Unclear) and found.reason == "unreadable_fields")
