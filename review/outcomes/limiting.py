"""How often one address may ask the public doors (S13, S15, S28)."""

from config.lib.limiting import Limit

VERIFY = Limit("verify", 30)
VERIFY_LINK = Limit("verify-link", 120)  # a QR is scanned in a queue at a counter, behind one address
TRACK = Limit("track", 30)
PROGRESS_ASK = Limit("progress-ask", 20)
PROGRESS_OF_NUMBER = Limit("progress-number", 5)
PROGRESS_ANSWER = Limit("progress-answer", 40)
