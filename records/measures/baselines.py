"""The cautions of the 2023 inspection, in our words. A baseline names those that bear on it."""

SOURCE = "HM Inspectorate of Probation, thematic inspection of domestic abuse, July 2023"

CAUTIONS: dict[str, str] = {
    "INS-X01": "60 cases in 6 units, chosen for their abuse flag, 6 to 7 months in: not a national rate",
    "INS-X02": "the charts are pictures: only values repeated in the prose are known",
    "INS-X03": "two figures are printed, 15 and 21 of 38, and not reconciled: both are shown",
    "INS-X04": "the programme was attached in 16 cases, or in 17 of which 2 were removed",
    "INS-X05": "it is not said whether 1,248 is all inspected or those with a concern",
    "INS-X06": "2018 and 2023 judge two differently worded things: a pointer, no trend",
    "INS-X07": "snapshots of November 2022 with many still running: a completion rate is a floor",
    "INS-X08": "one table on other agencies is printed twice: counted once",
    "INS-X09": "the 10 days are printed without saying of which kind: here working days, as the framework has it",
    "INS-X10": "rules have moved since, disclosure among them: each case goes by its own policy version",
    "INS-X11": "nothing but home visits has a stated limit: due days here are the framework's or our defaults",
}
"""Every caution by its id."""
