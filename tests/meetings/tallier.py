"""A process that counts one vote and is killed (-9) at its N-th statement, for the proof of the tally (BV7).

``python -m tests.meetings.tallier BOX ACTOR N``.
"""

import os
import signal
import sys

import django


def main(box: int, actor: int, point: int) -> None:
    django.setup()
    from django.db import connection

    from accounts.models import User
    from review.meetings.services.ballots import tally

    counted = iter(range(1, 10_000))

    def kill_at_the_point(execute, sql, params, many, context):
        result = execute(sql, params, many, context)
        if next(counted) == point:
            os.kill(os.getpid(), signal.SIGKILL)
        return result

    user = User.objects.get(pk=actor)
    with connection.execute_wrapper(kill_at_the_point):
        tally(box, actor=user)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
