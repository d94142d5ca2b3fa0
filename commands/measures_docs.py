"""The page of the measures, made from the code: ``python -m commands.measures_docs`` writes it."""

from pathlib import Path

from records.measures.baselines import CAUTIONS, SOURCE
from records.measures.catalogue import MEASURES, QUESTIONS
from records.measures.measure import Baseline, Measure, NotAnswered

DOCS = Path("docs") / "measures.md"

_HEAD = f"""# Measures

What a manager can ask of the records: each question of the {SOURCE}, in our words, with what counts, of what base, and
what was published. `throughcare measures` asks them all; `throughcare measures show INS-Q22` asks one and lists the
cases behind it; `throughcare measures standing` counts the standing expectations. Made from `records/measures/` by
`python -m commands.measures_docs`; a test checks that this page is current.

- `--as-of` asks for what the records knew then. `--from` and `--to` keep what began in those days: the sentence, the
  work opened, the change told. `--team` is the team that has the case now.
- What is not yet due is told apart and is not in the base. Work that was waived or overtaken is not in it either.
- Cases are shown by reference, once for each thing counted; never a person, an address or anything of a victim's.
- A published figure shows its own base and cautions. It judges quality where these count what is on record: read one
  beside the other, not as one series.
"""


def baseline_in_words(baseline: Baseline | None) -> str:
    """What was published, with its base and where it stands."""
    if baseline is None:
        return "not counted"
    return f"{baseline.printed}; base {baseline.base} ({baseline.row})"


def page() -> str:
    """The whole page."""
    answered = [_measure(m) for m in MEASURES.values()]
    not_answered = [_not_answered(q) for q in QUESTIONS.values() if isinstance(q, NotAnswered)]
    cautions = [f"| {id} | {words} |" for id, words in CAUTIONS.items()]
    return "\n".join(
        [
            _HEAD,
            "| id | name and question | counts | of | published | compares with | cautions and notes |",
            "|---|---|---|---|---|---|---|",
            *answered,
            "",
            "## Not answered here",
            "",
            "| id | name and question | why | what it needs | published |",
            "|---|---|---|---|---|",
            *not_answered,
            "",
            "## Cautions",
            "",
            "| id | caution |",
            "|---|---|",
            *cautions,
            "",
        ]
    )


def _measure(m: Measure) -> str:
    share = m.baseline.share if m.baseline else None
    beside = "" if share is None else f"{share:.0%}"
    notes = "; ".join([*(m.baseline.cautions if m.baseline else ()), *([m.note] if m.note else [])])
    cells = [m.id, f"`{m.name}`: {m.question}", m.counts, m.base, baseline_in_words(m.baseline), beside, notes]
    return f"| {' | '.join(cells)} |"


def _not_answered(q: NotAnswered) -> str:
    return f"| {q.id} | `{q.name}`: {q.question} | {q.why} | {q.reason} | {baseline_in_words(q.baseline)} |"


if __name__ == "__main__":
    DOCS.write_text(page(), encoding="utf-8")
