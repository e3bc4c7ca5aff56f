from messaging.models.mail import Mail, MailTry
from messaging.models.mass import MassMessage
from messaging.models.message import Message
from messaging.models.sms import Sms, SmsTry

__all__ = ["Mail", "MailTry", "MassMessage", "Message", "Sms", "SmsTry"]
