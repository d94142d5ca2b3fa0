"""The domestic abuse policy framework as re-issued on 26 September 2022 (TI-16)."""

from datetime import date

from policy.version import PolicyVersion

VERSION = PolicyVersion(
    id="2022-09-26",
    title="Domestic abuse policy framework, re-issued on 26 September 2022",
    source=(
        "HM Prison and Probation Service, Domestic Abuse Policy Framework: implemented on 2 March 2020, re-issued on"
        " 26 September 2022, links revised on 19 June 2024. Intervals it does not give are project defaults (AM-01)."
    ),
    in_force_from=date(2022, 9, 26),
    dated_by="the framework's front page (TI-16)",
)
"""Every rule as the modules of ``policy`` have it. A case that opens on an earlier day opens under it too."""
