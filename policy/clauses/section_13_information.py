"""Section 13: information."""

from policy.clauses.clause import Clause, Sensitivity, Strength, duty, guard

CLAUSES: tuple[Clause, ...] = (
    Clause(
        id="PF-13.1a",
        section="13.1",
        strength=Strength.MUST,
        who="all agencies",
        phase="any",
        when="personal information shared",
        asks=(
            "Be able to show compliance with GDPR and DPA 2018; sharing to prevent or detect crime is allowed "
            "under DPA 2018 part 3"
        ),
        timing="ongoing",
        done="Each share has a lawful basis tag",
        home=guard("GU-43"),
    ),
    Clause(
        id="PF-13.2a",
        section="13.2",
        strength=Strength.MUST,
        who="PP / POM / court staff",
        phase="any",
        when="information requested from, or received from, third parties",
        asks="Record requests and receipts",
        done="both recorded",
        recorded="nDelius case record",
        home=duty("police_enquiry"),
    ),
    Clause(
        id="PF-13.2b",
        section="13.2",
        strength=Strength.SHOULD,
        who="same",
        phase="any",
        when="information or request is sensitive and its disclosure to the individual would raise risk",
        asks="Record in the protected place",
        done="Sensitive marker set",
        recorded="nDelius sensitive contact, or the OASys not-to-be-disclosed section",
        sensitivity=Sensitivity.SENSITIVE,
        home=guard("GU-13"),
    ),
    Clause(
        id="PF-13.3a",
        section="13.3",
        strength=Strength.MUST,
        who="all",
        phase="any",
        when="MAPPA minutes; VCS information",
        asks="Do not hold in the main CMS (GU-07, GU-08)",
        timing="none stated (standing rule)",
        done="No such content in CMS or workflow payload",
        recorded="elsewhere; VCS: VCMS",
        sensitivity=Sensitivity.MAPPA_EXCLUDED,
        home=guard("GU-07"),
    ),
)
