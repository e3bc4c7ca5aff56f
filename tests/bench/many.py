"""Declarations by the hundred thousand, made by the database itself; PostgreSQL only."""

from collections.abc import Mapping

from django.db import connection

from accounts.models import Organisation, User
from declarations.models import Declaration, RouteStop
from declarations.states import State
from tests.process.world import STOP_AT

# A season's spread: how many of a hundred stand where.
SPREAD = (
    (State.UNIT_CHECK, 20), (State.DEPT_REVIEW, 15), (State.LOCAL_OFFICE_REVIEW, 10), (State.OFFICE_REVIEW, 20),
    (State.CORRECTION, 5), (State.ACCEPTED, 10), (State.REPORTED, 10), (State.CERTIFIED, 10),
)  # fmt: skip
SURNAMES = "王李张刘陈杨黄赵周吴徐孙马朱胡林郭何高罗"
INITIALS = "wlzlcyhzzwxsmzhlghgl"
UNITS = 2000  # bodies a season's people come from


def multiply(row, count: int, said: Mapping[str, str]) -> None:
    """``count`` more rows like this one; ``said`` gives columns in SQL, where ``n`` runs from 1 to ``count``."""
    fields = [field.column for field in row._meta.concrete_fields if field.name != "id"]
    taken = ", ".join(said.get(column, f'like_it."{column}"').replace("%", "%%") for column in fields)
    columns = ", ".join(f'"{column}"' for column in fields)
    table = row._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f'INSERT INTO "{table}" ({columns}) SELECT {taken} FROM "{table}" AS like_it,'
            f" generate_series(1, {count}) AS n WHERE like_it.id = %s",
            [row.pk],
        )


def fill_season(world, count: int, *, prefix: str) -> None:
    """``count`` declarations of as many people of ``UNITS`` units, each with its route, spread over the states."""
    of_people, of_units = _people(world, count, prefix), _units(world, prefix)
    first = world.declaration(State.OFFICE_REVIEW, applicant=User.objects.get(username=f"{prefix}0"))
    Declaration.objects.filter(pk=first.pk).update(number=f"{prefix.upper()}0")
    multiply(
        first,
        count - 1,
        {
            "ref": "gen_random_uuid()",
            "number": f"'{prefix.upper()}' || n",
            "applicant_id": f"{of_people} + n",
            "unit_id": f"{of_units} + n % {UNITS}",
            "employer_id": f"{of_units} + n % {UNITS}",
            "state": _spread([(state.value, share) for state, share in SPREAD]),
            "stop": _spread(
                [(STOP_AT.get(state, 0 if state == State.UNIT_CHECK else 3), share) for state, share in SPREAD]
            ),
            "state_since": "like_it.state_since - n * interval '1 second'",
            "submitted_at": "like_it.submitted_at - n * interval '1 minute'",
            "has_priority": "n % 50 = 0",
            "level": "CASE n % 3 WHEN 0 THEN 'zg' ELSE 'fg' END",
        },
    )
    _stops(first, count)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _spread(shares) -> str:
    """Of a hundred in a row so many each; 7919 is a prime, so that neighbours in time stand at different desks."""
    ends, told = 0, []
    for value, share in shares:
        ends += share
        told.append(f"WHEN (n * 7919) % 100 < {ends} THEN {value!r}")
    return f"CASE {' '.join(told)} END"


def _people(world, count: int, prefix: str) -> int:
    """The key before the first of so many people; names and initials as spread as surnames are."""
    first = User.objects.create(username=f"{prefix}0", name="王秀兰")
    place = f"n % {len(SURNAMES)} + 1"
    multiply(
        first,
        count,
        {
            "username": f"'{prefix}' || n",
            "name": f"substr('{SURNAMES}', {place}, 1) || chr(19968 + n % 5000) || chr(19968 + n % 977)",
            "initials": f"substr('{INITIALS}', {place}, 1) || chr(97 + n % 23) || chr(97 + n % 19)",
            "phone_index": "NULL",
            "seal_id": "gen_random_uuid()",
        },
    )
    return User.objects.filter(username=f"{prefix}1").values_list("pk", flat=True)[0] - 1


def _units(world, prefix: str) -> int:
    first = Organisation.objects.create(name=f"{prefix}窑0", kind="unit", parent=world.unit.parent)
    multiply(first, UNITS, {"name": f"'{prefix}窑' || n", "initials": f"'{prefix}y' || n", "uscc": "NULL"})
    return Organisation.objects.filter(name=f"{prefix}窑1").values_list("pk", flat=True)[0]


def _stops(first: Declaration, count: int) -> None:
    """The same route for each; the unit's stop is its own unit's."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"""INSERT INTO {RouteStop._meta.db_table}
            (declaration_id, index, node, organisation_id, name, "window", reached_at, passed_at)
            SELECT made.id, stop.index, stop.node,
                CASE stop.index WHEN 0 THEN made.unit_id ELSE stop.organisation_id END,
                stop.name, stop."window", CASE WHEN stop.index <= made.stop THEN stop.reached_at END, stop.passed_at
            FROM declarations_declaration AS made, {RouteStop._meta.db_table} AS stop
            WHERE stop.declaration_id = %s AND made.id > %s AND made.id <= %s""",
            [first.pk, first.pk, first.pk + count],
        )
