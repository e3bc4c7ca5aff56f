from integrity.models.integrity_record import IntegrityRecord
from integrity.models.journal_catalogue import CatalogueJournal, JournalCatalogue
from integrity.models.risk_journal import RiskJournal
from integrity.models.suspicion import Suspicion
from integrity.models.verification_link import VerificationLink

__all__ = ["CatalogueJournal", "IntegrityRecord", "JournalCatalogue", "RiskJournal", "Suspicion", "VerificationLink"]
