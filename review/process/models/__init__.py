from review.process.models.move_record import MoveRecord
from review.process.models.rehearsal import Rehearsal
from review.process.models.reminder import Reminder

__all__ = ["MoveRecord", "Rehearsal", "Reminder"]
