"""Every guard of the catalogue: what it refuses, and where it stands.

A hard guard refuses. A soft one lets the thing pass with a recorded reason, and asks for it. The words of a refusal
name the guard, so that whoever is refused can look it up.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Guard:
    """One guard. ``on`` is the request, the duty or the decision it stands at, or "by design: …" and how."""

    id: str
    on: str
    words: str
    clauses: tuple[str, ...]
    hard: bool = True

    @property
    def by_design(self) -> bool:
        """Whether the design itself keeps to it: there is nothing to ask that could be refused."""
        return "by design" in self.on


_ADDRESS = "approve_hdc_address, approve_rotl_address"

_CHOICE = "choose_intervention"

_ALL: tuple[Guard, ...] = (
    Guard("GU-01", "propose_curfew", "no curfew while police or children's services have not replied", ("PF-6.7d",)),
    Guard("GU-02", "propose_curfew", "no curfew where the person would live with a victim", ("PF-6.7d",)),
    Guard("GU-03", "propose_curfew", "no curfew that confines a victim with their abuser", ("PF-6.7d",)),
    Guard("GU-04", _ADDRESS, "no HDC or ROTL without the main occupier's informed consent", ("PF-9.4c",)),
    Guard("GU-05", _ADDRESS, "no HDC or ROTL before both replies are here and reviewed", ("PF-9.4a", "PF-9.4b")),
    Guard("GU-06", _ADDRESS, "no HDC or ROTL where others at the address are at risk", ("PF-9.4f",)),
    Guard("GU-07", "every text: completion, decision, waiver, request", "no MAPPA minutes", ("PF-13.3a",)),
    Guard("GU-08", "by design: only triggers reach a case", "no VCS information in the main case", ("PF-13.3a",)),
    Guard("GU-09", "contact_report", "the Victim Contact Report stays on VCMS: a reference only", ("PF-17.6c",)),
    Guard(
        "GU-10",
        "by design: own workflow, queue, database, key",
        "victim records are kept apart",
        ("PF-17.6a", "PF-17.6b", "ST-07", "ST-19"),
    ),
    Guard("GU-39", "unwanted_contact_steps", "third parties act only with the victim's consent", ("PF-17.5d",)),
    Guard(
        "GU-11",
        "by design: an OASys is a reference here, and its main body is written nowhere in this system",
        "no MARAC in the main body of an OASys",
        ("PF-15.15d",),
        hard=False,
    ),
    Guard(
        "GU-12",
        "by design: whatever mentions a MARAC is marked sensitive when it is recorded",
        "what mentions a MARAC is marked sensitive",
        ("PF-15.15c",),
        hard=False,
    ),
    Guard(
        "GU-13",
        "by design: what is marked sensitive, or concerns what is, is recorded as sensitive and shown as such",
        "sensitive requests and replies go to protected places only",
        ("PF-13.2b",),
    ),
    Guard(
        "GU-20", "every duty of protective action", "safeguarding does not wait for a MARAC", ("PF-15.13a",), hard=False
    ),
    Guard(
        "GU-22",
        "call_release_ready, drop_condition, licence_conditions",
        "no condition that was asked for is left out for being thought unneeded",
        ("PF-17.3b",),
    ),
    Guard(
        "GU-23",
        "licence_variation decision",
        "no variation without a rationale and the effect on the victim",
        ("PF-9.3a", "PF-9.3b"),
    ),
    Guard("GU-36", "enforcement decision", "no recall on an order or on post-sentence supervision", ("PF-16.17a",)),
    Guard(
        "GU-41",
        "mappa_level_notice",
        "the MAPPA level is told six months before release; late needs a reason",
        ("PF-9.2e",),
        hard=False,
    ),
    Guard(
        "GU-24",
        "disclosure",
        "no decision against disclosure without the manager and reasons",
        ("PF-16.15a", "PF-16.15b"),
    ),
    Guard(
        "GU-25",
        "disclosure_decision: by design neither completed nor waived, it closes only with DE-18",
        "a new relationship ends in an active decision",
        ("PF-16.4h",),
    ),
    Guard("GU-26", "disclosure", "no decision on disclosure without its rationale", ("PF-16.6c",)),
    Guard("GU-27", "disclosure", "no disclosure unless the need to protect outweighs privacy", ("PF-16.6a",)),
    Guard("GU-39", "pass_on_contact_request", "unwanted contact is passed on only with consent", ("PF-16.2a",)),
    Guard("GU-43", "every duty that shares information", "no share without its lawful basis", ("PF-13.1a",)),
    Guard("GU-14", "clear_number", "no social number on the account before it is checked, under PPRC", ("PF-7.5d",)),
    Guard("GU-15", "allow_child_contact", "no contact with a child before it is decided on, under PPRC", ("PF-7.5e",)),
    Guard("GU-16", "handover_acceptance", "no new holder rests on an earlier assessment", ("PF-7.1a",)),
    Guard("GU-17", "court_report", "no report rests on self-report alone, without a reason", ("PF-6.5d",), hard=False),
    Guard("GU-42", "community_allocation", "no allocation is settled before skill and tier are confirmed",
          ("PF-6.9a", "PF-6.9a2")),
    Guard(
        "GU-28",
        "waiver of programme_referral",
        "preparatory work is no reason to hold the programme referral back",
        ("PF-12.9b",),
    ),
    Guard(
        "GU-29",
        "complex_needs_exclusion",
        "complex needs alone exclude nobody from a programme: evidence, or a recorded reason",
        ("PF-12.15a",),
        hard=False,
    ),
    Guard("GU-30", _CHOICE, "no BBR where familial abuse alone is recorded", ("PF-12.14b",)),
    Guard(
        "GU-31",
        _CHOICE,
        "BBR is for men, and for abuse in heterosexual relationships; else the treatment manager says (AM-25)",
        ("PF-12.9a", "PF-12.12a"),
    ),
    Guard("GU-32", _CHOICE, "Kaizen runs in custody only", ("PF-12.8b",)),
    Guard("GU-33", _CHOICE, "structured interventions and toolkits are for the community only", ("PF-12.4a",)),
    Guard("GU-34", _CHOICE, "the DASO goes with BBR; without it, a recorded reason", ("PF-12.9c",), hard=False),
    Guard(
        "GU-35",
        _CHOICE,
        "a programme leaves time to complete it; without it, a recorded reason",
        ("PF-12.7a",),
        hard=False,
    ),
    Guard("GU-18", "home_visit", "no waiver of a visit because the person says they live alone", ("PF-10.7a",)),
    Guard("GU-19", "home_visit", "no visit before it is decided to be safe for others there", ("PF-10.9a",)),
    Guard(
        "GU-21",
        "by design: no protective work waits for an assessment or a plan, nor checks for one",
        "protective action never waits for OASys or the risk management plan",
        ("PF-7.2a",),
        hard=False,
    ),
    Guard("GU-37", "sentence_plan", "no sentence plan that ends before the sentence", ("PF-10.1b",)),
    Guard(
        "GU-38",
        "initial_assessment, release_plan",
        "a plan not confirmed lawful, proportionate and necessary says why it stands",
        ("PF-8.2a",),
        hard=False,
    ),
    Guard("GU-40", "home_visit", "a visitor who does not hold the case says why", ("PF-10.6b",), hard=False),
)  # fmt: skip

GUARDS: dict[str, Guard] = {guard.id: guard for guard in _ALL}
"""Every guard by its catalogue id."""
