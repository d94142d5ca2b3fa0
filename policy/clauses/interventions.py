"""Section 9 of the catalogue: eligibility and routing of interventions."""

from policy.clauses.clause import Clause, intervention

CLAUSES: tuple[Clause, ...] = (
    Clause(
        id="IN-01",
        section="12.2, 12.8, 12.9, 12.14",
        phase="custody and community",
        when="not: Familial-only; women; other than heterosexual relationship on the text's definition (AM-25)",
        asks=(
            "Building Better Relationships (BBR): Man; DA in a heterosexual intimate relationship; meets "
            "eligibility and suitability in the referral guide (risk threshold not in this text)"
        ),
        done=(
            "Community: within one week of order/licence start; custody: referral to treatment manager, no time given"
        ),
        home=intervention("bbr"),
    ),
    Clause(
        id="IN-02",
        section="12.2, 12.9",
        phase="where BBR is",
        when="not: ADF not possible",
        asks=(
            "BBR by Alternative Delivery Format (ADF): Eligible for BBR but unsuitable for group; also the "
            "first option when unable to complete (AM-24)"
        ),
        done="Discuss with interventions staff",
        home=intervention("bbr_adf"),
    ),
    Clause(
        id="IN-03",
        section="12.2, 12.8",
        phase="custody only",
        when="not: Community",
        asks="Kaizen: Man; high or very high risk; convicted of violent or sexual offences",
        done="Referral to treatment manager when in the sentence plan",
        home=intervention("kaizen"),
    ),
    Clause(
        id="IN-04",
        section="12.10",
        phase="not stated",
        when="not: lower than medium",
        asks=(
            "New Me Strengths (NMS): Adult man with learning difficulties/challenges; medium or higher risk "
            "of reoffending"
        ),
        done="not stated",
        home=intervention("nms"),
    ),
    Clause(
        id="IN-05",
        section="12.10",
        phase="not stated",
        when="not: lower than high",
        asks=(
            "Becoming New Me + (BNM+): Adult man with learning difficulties/challenges; high or very high "
            "risk of reoffending"
        ),
        done="not stated",
        home=intervention("bnm_plus"),
    ),
    Clause(
        id="IN-06",
        section="12.4, 12.5, 12.9",
        phase="community",
        when="not: Custody",
        asks=(
            "DA Structured Interventions (four, from April 2022): Low risk on SARA, IPA conviction, community "
            "sentence, unsuitable for BBR; group or individual; some open to women (check locally)"
        ),
        done="No time set; professional judgement; with SRT and other work",
        home=intervention("structured_intervention"),
    ),
    Clause(
        id="IN-07",
        section="12.6, 12.9, 12.11",
        phase="community",
        when="not: Custody",
        asks=(
            "Skills for Relationships Toolkit (SRT): Practitioner-delivered; unable or ineligible for "
            "programme and ADF not possible; storyboards with women"
        ),
        done="Practitioner starts it",
        home=intervention("srt"),
    ),
    Clause(
        id="IN-08",
        section="12.4, 12.14",
        phase="community",
        when="not: Custody",
        asks="Stepping Stones Toolkit and other toolkits: Familial, not suitable for a programme",
        done="Consider",
        home=intervention("stepping_stones"),
    ),
    Clause(
        id="IN-09",
        section="12.14",
        phase="not stated",
        when="not: not stated",
        asks="Thinking Skills Programme: Familial, by criminogenic need",
        done="Consider; refer if eligible",
        home=intervention("tsp"),
    ),
    Clause(
        id="IN-10",
        section="12.14",
        phase="custody",
        when="not: Community",
        asks="Kaizen for familial: High risk in custody",
        done="Consider; refer if eligible",
        home=intervention("kaizen_familial"),
    ),
    Clause(
        id="IN-11",
        section="12.11",
        phase="community",
        when="not: Men; regions without it",
        asks="DAWN, FIRS (women's Structured Interventions): Women, in some regions",
        done="Local check",
        home=intervention("womens_structured_interventions"),
    ),
    Clause(
        id="IN-12",
        section="12.11",
        phase="community (toolkit)",
        when="not: Men",
        asks="First Steps to Change toolkit: Women, one-to-one",
        home=intervention("first_steps"),
    ),
    Clause(
        id="IN-13",
        section="12.11",
        phase="n/a",
        when="not: n/a",
        asks="Any accredited programme, women: Must be assessed for suitability",
        done="PF-12.11a",
        home=intervention("accredited_programme_women"),
    ),
    Clause(
        id="IN-14",
        section="12.12",
        phase="n/a",
        when="not: n/a",
        asks="Any accredited programme, LGBT people: Should be assessed; responsivity considered",
        done="PF-12.12a",
        home=intervention("accredited_programme_lgbt"),
    ),
    Clause(
        id="IN-15",
        section="12.13",
        phase="both",
        when="not: n/a",
        asks=(
            "OPD pathway men, convicted of DA-involved offence: BBR (community) or Kaizen (custody) where "
            "eligible and available"
        ),
        done="Treatment manager first, then refer",
        home=intervention("opd_pathway"),
    ),
    Clause(
        id="IN-16",
        section="12.15",
        phase="both",
        when="not: n/a",
        asks="Complex needs: Not a bar without evidence of no benefit or harm; ADF possible",
        done="Treatment manager; sequencing",
        home=intervention("complex_needs"),
    ),
    Clause(
        id="IN-17",
        section="4.1, 6.5, 12.7",
        phase="community sentence",
        when="not: n/a",
        asks=(
            "Rehabilitation Activity Requirement (RAR): Unsuitable or ineligible for a programme (court "
            "proposal or plan alternative)"
        ),
        done="Recommended at court",
        home=intervention("rar"),
    ),
    Clause(
        id="IN-18",
        section="9.2",
        phase="licence",
        when="not: Already done in custody",
        asks="Licence condition for programme or non-accredited work: Eligible and suitable; not done in custody",
        done="Requested pre-release",
        home=intervention("licence_condition"),
    ),
    Clause(
        id="IN-19",
        section="12.9, 16.14, 17.7, 17.8",
        phase="community",
        when="not: No BBR",
        asks="DASO: Victim (current or ex-partner) of a man on BBR; new partner after disclosure while on BBR",
        done="Within 15 days of start; record on nDelius",
        home=intervention("daso"),
    ),
    Clause(
        id="IN-20",
        section="12.9",
        phase="community",
        when="not: n/a",
        asks="Motivational work: Programme requirement or condition",
        done="with PF-12.9a",
        home=intervention("motivational_work"),
    ),
    Clause(
        id="IN-21",
        section="12.16, 12.17",
        phase="custody (stalking: both)",
        when="not: n/a",
        asks=(
            "Psychology Services Group: Complex and high-risk prisoners; high-risk cases with no suitable "
            "programme; stalking"
        ),
        done="Contact regional team",
        home=intervention("psychology"),
    ),
    Clause(
        id="IN-22",
        section="3.11",
        phase="n/a",
        when="not: n/a",
        asks="Historical programmes: IDAP and CDVP are historical programmes behind Kaizen and BBR",
        done="Accept as past-history values only",
        home=intervention("historical_programmes"),
    ),
    Clause(
        id="IN-23",
        section="12.9",
        phase="community",
        when="not: n/a",
        asks="Referral despite doubt: Extra preparatory work is no bar to the referral",
        done="PF-12.9b",
        home=intervention("referral_despite_doubt"),
    ),
)
