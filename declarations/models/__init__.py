from declarations.models.achievement import Achievement
from declarations.models.basic_info import BasicInfo
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
from declarations.models.pledge import Pledge
from declarations.models.publication import Publication
from declarations.models.recusal import Recusal
from declarations.models.resume_line import ResumeLine
from declarations.models.route_stop import RouteStop
from declarations.models.snapshot import Snapshot
from declarations.models.training import Training

__all__ = [
    "Achievement",
    "BasicInfo",
    "Declaration",
    "DeclarationGrant",
    "DeclarationQuerySet",
    "DraftPatch",
    "EditPermit",
    "Education",
    "Experience",
    "Grounds",
    "HeldTitle",
    "InsuranceMonth",
    "Material",
    "Pledge",
    "Publication",
    "Recusal",
    "ResumeLine",
    "RouteStop",
    "Snapshot",
    "Training",
]
