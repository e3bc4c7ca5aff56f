"""Ask the web server of this container for a page as the proxy would; exit 0 if it answers 200."""

import os
import sys
from http import HTTPStatus
from http.client import HTTPConnection

HOST = os.environ.get("ALLOWED_HOSTS", "localhost").split(",")[0]

connection = HTTPConnection("127.0.0.1", 8000, timeout=4)
connection.request("GET", sys.argv[1], headers={"Host": HOST, "X-Forwarded-Proto": "https"})
sys.exit(connection.getresponse().status != HTTPStatus.OK)
