"""Made-up doctors of a made-up clinic, and their roster file."""

from datetime import date

from finder.core.roster.roster import Clinician

GOOD = """\
npi,name,background,board,certified_until,offers,languages,accepting
1234567893,"Ana Alvarez, MD",pm_r,ABPMR,2027-12-31,exercise|physical_therapy|rfa,English|Spanish,yes
1234567802,Ben Brown,pm_r,ABPMR,2025-06-30,,,no
1234567810,Cho Chen,anesthesiology,ABA,2029-12-31,epidural_steroid,English,yes
1234567828,Dia Diaz,psychiatry,,,cbt_act,,yes
"""

ANA = Clinician(
    "1234567893",
    "Ana Alvarez, MD",
    "pm_r",
    "ABPMR",
    date(2027, 12, 31),
    ("exercise", "physical_therapy", "rfa"),
    ("English", "Spanish"),
    accepting=True,
)
EVE = Clinician(
    "1234567836",
    "Eve Evans, DO",
    "pm_r",
    "ABPMR",
    date(2028, 12, 31),
    (),
    ("English",),
    accepting=True,
    place="2 Hill Road, Springfield",
    phone="555-555-0102",
    link="https://clinic.example.org/eve",
)
"""A doctor with everything that a roster may contain."""
BEN = Clinician(
    "1234567802",
    "Ben Brown",
    "pm_r",
    "ABPMR",
    date(2025, 6, 30),
    (),
    (),
    accepting=False,
)
CHO = Clinician(
    "1234567810",
    "Cho Chen",
    "anesthesiology",
    "ABA",
    date(2029, 12, 31),
    ("epidural_steroid",),
    ("English",),
    accepting=True,
)
DIA = Clinician(
    "1234567828", "Dia Diaz", "psychiatry", "", None, ("cbt_act",), (), accepting=True
)
EVERYONE = (ANA, BEN, CHO, DIA)
