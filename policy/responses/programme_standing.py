"""What is expected all the time of a programme and the DASO: no task, but shown on the case. Sections 12 and 17.7."""

from models.case import Case
from models.needs import Gender
from models.sentence import OffenceMarker, Programme, Stage
from policy.standing import Standing


def _required_outside(case: Case) -> bool:
    return case.in_community and case.programme is not None and not case.programme_finished


def _required_inside(case: Case) -> bool:
    return case.stage is Stage.CUSTODY and case.programme is not None and not case.programme_finished


def _toolkit_with_a_woman(case: Case) -> bool:
    return case.profile.gender is Gender.WOMAN and case.programme_record.route is Programme.SRT


def _stalking(case: Case) -> bool:
    return bool(case.profile.stalking_behaviour) or OffenceMarker.STALKING in case.profile.markers


def _after_a_programme(case: Case) -> bool:
    return case.in_community and case.processes.get("programme") == "follow-on"


def _with_the_daso(case: Case) -> bool:
    return case.in_community and case.on_bbr


STANDING = (
    Standing(
        "motivational_work",
        "motivational work prepares the person for the programme or other work",
        ("PF-12.9d",),
        "community probation practitioner",
        _required_outside,
    ),
    Standing(
        "programme_guidance",
        "where more guidance is needed, ask the programme team on site or the national one",
        ("PF-12.8c",),
        "POM",
        _required_inside,
    ),
    Standing(
        "storyboards_with_women",
        "use storyboards, not the clips with men's voices, in the toolkit",
        ("PF-12.11b",),
        "community probation practitioner",
        _toolkit_with_a_woman,
    ),
    Standing(
        "psychology_for_stalking",
        "local psychology teams may be asked about stalking behaviours",
        ("PF-12.17a",),
        "practitioner",
        _stalking,
    ),
    Standing(
        "follow_on_work",
        "follow-on work reinforces what the programme taught",
        ("INS-D22",),
        "community probation practitioner",
        _after_a_programme,
    ),
    Standing(
        "victims_linked_to_services",
        "the DASO makes victims and partners aware of local services, and refers them",
        ("PF-17.7d",),
        "DASO",
        _with_the_daso,
    ),
)
