from integrity.models.integrity_record import IntegrityRecord
from integrity.models.risk_journal import RiskJournal

__all__ = ["IntegrityRecord", "RiskJournal"]
