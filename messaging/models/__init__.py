from messaging.models.message import Message
from messaging.models.sms import Sms

__all__ = ["Message", "Sms"]
