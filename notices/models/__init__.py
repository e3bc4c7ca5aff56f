from notices.models.attachment import Attachment
from notices.models.document import PolicyDocument
from notices.models.gate import Gate
from notices.models.notice import Notice, NoticeEdition

__all__ = ["Attachment", "Gate", "Notice", "NoticeEdition", "PolicyDocument"]
