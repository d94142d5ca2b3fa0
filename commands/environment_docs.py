"""The table of environment variables in ``docs/operations.md``, from the one list of them."""

import re
from pathlib import Path

DOCS = Path(__file__).parents[1] / "docs" / "operations.md"
_MARK = re.compile(r"(<!-- made from the code: environment -->\n).*?(<!-- end -->)", re.DOTALL)

VARIABLES: dict[str, tuple[str, str]] = {
    "TEMPORAL_ADDRESS": ("the Temporal server, and the rest of Temporal's own settings beside it", "`localhost:7233`"),
    "THROUGHCARE_DATA": ("a folder for files: embedded databases, the journal of adoption", "`.throughcare` here"),
    "THROUGHCARE_RECORDS": ("the records database, as a URL; or `THROUGHCARE_RECORDS_FILE`, a file with it",
                            "a file in the data folder"),
    "THROUGHCARE_MASTER_KEY": ("the file of the master key, which wraps the cases' keys ([keys.md](keys.md)); for all "
                               "that reads or tells cases, not for the victim side", "a file in the data folder"),
    "THROUGHCARE_VICTIMS": ("the victim records, as a URL; or `THROUGHCARE_VICTIMS_FILE`, a file with it",
                            "a file in the data folder"),
    "THROUGHCARE_VICTIM_KEY": ("the file of the victim key; for the victim worker and the victim commands only",
                               "a file in the data folder"),
    "THROUGHCARE_AUDIT_KEY": ("the file of the key that signs audit checkpoints; for `audit` commands only",
                              "a file in the data folder"),
    "THROUGHCARE_RETENTION": ("the file that says how long cases and messages are kept ([retention.md](retention.md))",
                              "nothing is erased"),
    "THROUGHCARE_NOTICES": ("the file that says by what ways notices go", "inboxes only"),
    "THROUGHCARE_QUEUE": ("the SQS queue to read", "none is read"),
    "THROUGHCARE_QUEUE_ENDPOINT": ("where the queue is, if not at AWS", "AWS"),
    "THROUGHCARE_DETAILS": ("the file of services whose details may be asked for", "none is asked"),
    "THROUGHCARE_SUBSCRIPTIONS": ("the file of systems that our own events are sent to", "none is sent"),
    "THROUGHCARE_LOGS": ("`json` or `text`: how logs are written", "text at a terminal, JSON lines elsewhere"),
    "THROUGHCARE_METRICS": ("where metrics are served for Prometheus, as `host:port`", "nowhere"),
    "THROUGHCARE_POLICY_VERSIONS": ("files with policy versions of your own", "those of the release"),
    "THROUGHCARE_ENVIRONMENT": ("`production` or `development`, which has an issuer built in", "`development`"),
    "THROUGHCARE_ISSUER": ("whose tokens the API accepts", "the built-in issuer"),
    "THROUGHCARE_JWKS": ("the issuer's keys: an https address or a file", ""),
    "THROUGHCARE_AUDIENCE": ("for whom tokens are; `none` when they do not say", ""),
    "THROUGHCARE_SIGN_IN_WITHIN": ("how many minutes ago people must have signed in for what harms most in the wrong "
                                   "hands, by `auth_time`", "it is not looked at"),
    "THROUGHCARE_SIGN_IN_BY": ("by which means, with commas: one of them must be in the token's `amr` or `acr`",
                               "they are not looked at"),
    "THROUGHCARE_STAFF": ("the file that says which staff is in which team", "what tokens say"),
    "THROUGHCARE_TRUSTED_PROXIES": ("addresses of the TLS proxies in front of the API and the pages, with commas: from "
                                    "them alone X-Forwarded-Proto is believed", "none is believed"),
    "THROUGHCARE_UI_ORIGIN": ("the origin of the Temporal UI, which may then have sealed payloads opened for whoever "
                              "may read the case ([keys.md](keys.md))", "none is opened"),
    "THROUGHCARE_API_HOST": ("where the API listens", "`127.0.0.1`"),
    "THROUGHCARE_API_PORT": ("where the API listens", "`8080`"),
    "THROUGHCARE_API_AT_ONCE": ("how many requests one process of the API works on at once; at least 4",
                                "`24` (project default)"),
    "THROUGHCARE_RATE_PERSON": ("how often one person may ask one process of the API",
                                "`300/10 seconds` (project default)"),
    "THROUGHCARE_RATE_SYSTEM": ("how often one system may ask it", "`600/10 seconds` (project default)"),
    "THROUGHCARE_RATE_GRAVE": ("how many grave events of one sender go before everything else; more are taken in turn",
                               "`100/10 seconds` (project default)"),
    "THROUGHCARE_RATE_CASE": ("how many acts and facts one case is told, by whomever; grave events are taken beyond it",
                              "`200/10 minutes` (project default)"),
    "THROUGHCARE_RATE_NO_TOKEN": ("how often one address may ask it without a token that is accepted",
                                  "`100/10 seconds` (project default)"),
}  # fmt: skip
"""Every variable that a process of ours reads: what it says, and what holds without it."""


def current(text: str) -> str:
    """The page with the table as it should be."""
    return _MARK.sub(lambda found: f"{found[1]}\n{_table()}\n\n{found[2]}", text)


def _table() -> str:
    rows = [f"| `{name}` | {words} | {without} |" for name, (words, without) in VARIABLES.items()]
    return "\n".join(["| variable | says | without it |", "| --- | --- | --- |", *rows])


if __name__ == "__main__":
    DOCS.write_text(current(DOCS.read_text(encoding="utf-8")), encoding="utf-8")
