"""Which version of the policy these rules are."""

POLICY_VERSION = "2022-09-26"
"""The domestic abuse policy framework as re-issued on 26 September 2022. Every duty says under which it was made."""
