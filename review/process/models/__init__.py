from review.process.models.move_record import MoveRecord
from review.process.models.reminder import Reminder

__all__ = ["MoveRecord", "Reminder"]
