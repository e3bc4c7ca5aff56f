from declarations.models.achievement import Achievement
from declarations.models.basic_info import BasicInfo
from declarations.models.carried_over import CarriedOver
from declarations.models.claimed_number import ClaimedNumber
from declarations.models.declaration import Declaration, DeclarationQuerySet
from declarations.models.draft_patch import DraftPatch
from declarations.models.edit_permit import EditPermit
from declarations.models.education import Education
from declarations.models.experience import Experience
from declarations.models.grant import DeclarationGrant
from declarations.models.grounds import Grounds
from declarations.models.held_title import HeldTitle
from declarations.models.insurance_month import InsuranceMonth
from declarations.models.material import Material
from declarations.models.package import DossierPackage
from declarations.models.phone_link import PhoneLink
from declarations.models.photo_job import PhotoJob
from declarations.models.photo_page import PhotoPage
from declarations.models.pledge import Pledge
from declarations.models.publication import Publication
from declarations.models.recusal import Recusal
from declarations.models.removed_entry import RemovedEntry
from declarations.models.resume_line import ResumeLine
from declarations.models.route_stop import RouteStop
from declarations.models.shared_fetch import SharedFetch
from declarations.models.shared_record import SharedRecord
from declarations.models.small_giant import QuotaYear, SmallGiant
from declarations.models.snapshot import Snapshot
from declarations.models.training import Training
from declarations.models.video_upload import VideoUpload

__all__ = [
    "Achievement",
    "BasicInfo",
    "CarriedOver",
    "ClaimedNumber",
    "Declaration",
    "DeclarationGrant",
    "DeclarationQuerySet",
    "DossierPackage",
    "DraftPatch",
    "EditPermit",
    "Education",
    "Experience",
    "Grounds",
    "HeldTitle",
    "InsuranceMonth",
    "Material",
    "PhoneLink",
    "PhotoJob",
    "PhotoPage",
    "Pledge",
    "Publication",
    "QuotaYear",
    "Recusal",
    "RemovedEntry",
    "ResumeLine",
    "RouteStop",
    "SharedFetch",
    "SharedRecord",
    "SmallGiant",
    "Snapshot",
    "Training",
    "VideoUpload",
]
