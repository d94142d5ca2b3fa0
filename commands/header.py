"""The top of a played scenario: whose case it is, and how to read what follows."""

from commands.page import Page
from commands.scenario_input import Scenario
from commands.words import moment_in_words, plain
from policy.calendar import CURRENT, london_date
from policy.known_versions import in_force_on


def show_header(page: Page, scenario: Scenario) -> None:
    """Print it. The sentence is part of it where the case opens with one."""
    start, profile = scenario.start, scenario.start.profile
    page.say(scenario.line.title or f"Scenario {scenario.line.start}", style="bold")
    page.say(f"case {start.case_id}: a rehearsal from {moment_in_words(scenario.first)}; the dates are the file's own")
    risk = ", ".join(f"{plain(group.value)} {plain(level.value)}" for group, level in profile.rosh.items())
    page.say(f"risk of serious harm: {risk or 'not known'}")
    for name, values in (("known triggers", profile.triggers), ("features of the offending", profile.markers)):
        if values:
            page.say(f"{name}: {', '.join(plain(v.value) for v in values)}")
    version = in_force_on(london_date(scenario.first))
    page.say(f"policy version {version}, bank holidays of England and Wales {CURRENT.version}")
    page.say('"project default" marks a time limit that is ours; any other names the clause that sets it')
    page.say("")
    page.say("WHAT HAPPENED", style="bold underline")
