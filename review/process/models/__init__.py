from review.process.models.assignment import Assignment
from review.process.models.export import Export
from review.process.models.move_record import MoveRecord
from review.process.models.quality import QualityCase, QualityCount, Unqualified
from review.process.models.rehearsal import Rehearsal
from review.process.models.reminder import Reminder
from review.process.models.saved_view import SavedView

__all__ = [
    "Assignment",
    "Export",
    "MoveRecord",
    "QualityCase",
    "QualityCount",
    "Rehearsal",
    "Reminder",
    "SavedView",
    "Unqualified",
]
