from notices.models.announcement import Announcement
from notices.models.attachment import Attachment
from notices.models.document import PolicyDocument
from notices.models.edition_conditions import EditionConditions
from notices.models.gate import Gate
from notices.models.help import HelpArticle
from notices.models.notice import Notice, NoticeEdition
from notices.models.policy_column import PolicyColumn
from notices.models.posting import Posting, PostingFile

__all__ = [
    "Announcement",
    "Attachment",
    "EditionConditions",
    "Gate",
    "HelpArticle",
    "Notice",
    "NoticeEdition",
    "PolicyColumn",
    "PolicyDocument",
    "Posting",
    "PostingFile",
]
