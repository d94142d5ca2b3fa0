"""What eligibility is judged by: the facts of one case that bear on it."""

from dataclasses import dataclass

from models.case import Case
from models.needs import Needs
from models.programme_record import ProgrammeRecord
from models.risk import AbuseKind, RoshLevel
from models.sentence import Programme, Stage


@dataclass(frozen=True)
class Facts:
    """One person's facts. Whatever is absent in ``needs`` is not known."""

    needs: Needs
    abuse: frozenset[AbuseKind]
    rosh: RoshLevel
    in_custody: bool
    in_community: bool
    programme: Programme | None
    finished: bool
    on_bbr: bool
    record: ProgrammeRecord

    @property
    def familial(self) -> bool:
        """Whether there is familial abuse."""
        return AbuseKind.FAMILIAL in self.abuse

    @property
    def intimate(self) -> bool:
        """Whether there is intimate partner abuse."""
        return AbuseKind.INTIMATE_PARTNER in self.abuse

    @property
    def high_risk(self) -> bool:
        """Whether the risk of serious harm is high or very high."""
        return self.rosh in {RoshLevel.HIGH, RoshLevel.VERY_HIGH}

    @property
    def required(self) -> bool:
        """Whether a programme is required and not finished."""
        return self.programme is not None and not self.finished


def facts_of(case: Case) -> Facts:
    """The facts of a case as it stands."""
    return Facts(
        needs=case.profile,
        abuse=frozenset(case.profile.abuse),
        rosh=case.headline_risk,
        in_custody=case.stage is Stage.CUSTODY,
        in_community=case.in_community,
        programme=case.programme,
        finished=case.programme_finished,
        on_bbr=case.on_bbr,
        record=case.programme_record,
    )
