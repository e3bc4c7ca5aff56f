"""Gunicorn in production: two processes of four threads; uploads and documents are handled by workers.

There is no access log, here or at the proxy: who asked for a ballot page and when must not be written down (design §9).
Reads of personal data are facts of the audit chain instead.
"""

import os

bind = "0.0.0.0:8000"  # inside the container's own network; the proxy alone is published
worker_class = "gthread"
workers = int(os.environ.get("WEB_PROCESSES", "2"))
threads = int(os.environ.get("WEB_THREADS", "4"))
timeout = 60
graceful_timeout = 30
max_requests = 2000  # a process is replaced before slow leaks matter …
max_requests_jitter = 200  # … and not all at once
worker_tmp_dir = "/dev/shm"  # nosec B108  # noqa: S108 - heartbeats must not wait for a disk
forwarded_allow_ips = "*"  # only the proxy can reach this port
control_socket_disable = True  # the file system is read-only, and nobody steers from inside
