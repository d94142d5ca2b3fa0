"""What an assessment must say of interventions: for women, for LGBT people and for familial abuse (12.11 to 12.14)."""

from collections.abc import Iterable

from models.case import Case
from models.forms.programmes import InterventionsConsidered
from models.needs import Gender
from models.risk import AbuseKind
from policy.rules import Missing


def considered(case: Case, form: InterventionsConsidered) -> Iterable[Missing]:
    """What the assessment lacks, by what is known of the person; nothing is asked on a guess."""
    needs = case.profile
    familial = AbuseKind.FAMILIAL in needs.abuse
    if form.programme_considered is None:
        if needs.gender is Gender.WOMAN:
            yield Missing("programme_considered", "PF-12.11a", "a woman is assessed for an accredited programme too")
        if needs.heterosexual_relationship is False:
            yield Missing("programme_considered", "PF-12.12a", "assess for a programme, with responsivity in mind")
        if familial:
            yield Missing("programme_considered", "PF-12.14b", "familial abuse: consider a programme by need")
    if familial and form.other_work is None:
        if form.programme_suits is False:
            yield Missing("other_work", "PF-12.14c", "no programme suits: consider other interventions and toolkits")
        if needs.complex_needs:
            yield Missing("other_work", "PF-12.14d", "complex needs too: consider other work or treatment")
