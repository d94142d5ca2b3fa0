"""Intervals of the victim side that the framework does not give: each is labelled "project default"."""

from policy.defaults import days, working_days

SCHEME_OFFER = working_days(10)
CONTACT_REPORT = working_days(10)
VIEWS_ON_CONDITIONS = working_days(20)
RELEASE_INFORMATION = working_days(5)
UNWANTED_CONTACT = working_days(1)
ACKNOWLEDGEMENT = working_days(1)
TELL_PRACTITIONER = working_days(1)
NEW_APPROACH = working_days(10)
MEETING_INPUT = working_days(0)
VICTIM_CONTACT_EVERY = days(84)
RE_REFERRAL_LEAD_DAYS = 28
"""How long before its due date a re-referral is asked for, so that it can be made in time."""
RE_REFERRAL_COVERS_MONTHS = 6
"""An answer this long before a re-referral would be due covers it: one referral for stages close together."""
CLOSED_CONTACT_LISTENS_DAYS = 90
ELIGIBLE_FROM_MONTHS = 12
"""Not a default: TI-08, 12 months or more of custody."""

VICTIM_POLICY_VERSION = "2022-09-26"
"""The framework's date: the victim side changes with its releases and has no versions of its own yet."""
