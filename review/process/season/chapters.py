"""What the terminal says while a season is played: one plain sentence a chapter, and how far it is."""

import sys
from datetime import datetime

from review.process.season.player import ZONE, Player

Chapters = tuple[tuple[str, str], ...]
SEASON: Chapters = (
    ("2024-06-24", "offices, departments, units and the notice of 2024"),
    ("2024-07-08", "64 people fill in their declarations and hand them in"),
    ("2024-07-30", "units check originals, hear defences and hang their lists"),
    ("2024-08-16", "units recommend, departments and offices send on"),
    ("2024-09-02", "the committee's office tells what to correct, accepts and sends bills"),
    ("2024-10-16", "experts read, hear defences and vote"),
    ("2024-11-04", "results are publicised, an objection is looked into"),
    ("2024-12-03", "results are confirmed and approved, certificates are issued"),
)
DEMO: Chapters = (
    ("2023-06-24", "last year's round, from the notice to the certificates"),
    ("2024-04-22", "a round of this year that is under review now"),
    ("2024-07-01", "the notice of 2024 is published"),
    ("2024-07-08", "64 people fill in their declarations and hand them in"),
    ("2024-07-30", "units check originals, hear defences and hang their lists"),
    ("2024-08-16", "units recommend, departments and offices send on"),
    ("2024-09-02", "the committee's office tells what to correct, accepts and sends bills"),
)


def announce(player: Player, chapters: Chapters) -> None:
    """Each chapter is told when the play comes to it."""
    for number, (day, sentence) in enumerate(chapters, 1):
        player.at(datetime.fromisoformat(day).replace(tzinfo=ZONE), _tell, f"{number}/{len(chapters)}", day, sentence)


def _tell(place: str, day: str, sentence: str) -> None:
    sys.stderr.write(f"   {place}  {day[:7]}  {sentence}\n")
    sys.stderr.flush()
