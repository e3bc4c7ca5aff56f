"""Words found anywhere in a column without reading the whole table (16-2).

PostgreSQL keeps an inverted index of every sign and every two signs that stand together: two characters of a Chinese
name, two letters of initials and four digits of a number all find their rows by it, which pg_trgm, made for three
letters and more, does not. It needs no extension. Elsewhere the same condition is a plain look at each row.
"""

from typing import Any

from django.db import connection, connections
from django.db.models import BooleanField, F, Func, Model, Q, TextField, Value

FUNCTION = """
CREATE OR REPLACE FUNCTION zhiping_grams(words text) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT coalesce(array_agg(DISTINCT substr(upper(words), place, size)), '{}')
    FROM generate_series(1, length(upper(words))) AS place, generate_series(1, 2) AS size
$$
"""
# What is asked for: every two signs, or the one there is. Upper case is the database's on both sides: Python makes SS
# of ß, PostgreSQL leaves it or not as its locale has it. IMMUTABLE: computed before the plan is made.
ASKED = """
CREATE OR REPLACE FUNCTION zhiping_grams_asked(words text) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT array_agg(substr(upper(words), place, 2))
    FROM generate_series(1, greatest(length(upper(words)) - 1, 1)) AS place
$$
"""
INDEX = "CREATE INDEX IF NOT EXISTS {table}_{column}_grams ON {table} USING gin (zhiping_grams({column}))"


def install(model: type[Model], columns: tuple[str, ...], *, using: str) -> None:
    """After every migrate, as triggers are; nothing to do elsewhere than on PostgreSQL."""
    there = connections[using]
    table = model._meta.db_table
    if there.vendor != "postgresql" or table not in there.introspection.table_names():
        return
    with there.cursor() as cursor:
        cursor.execute(FUNCTION)
        cursor.execute(ASKED)
        for column in columns:
            cursor.execute(INDEX.format(table=table, column=column))


def holding(column: str, words: str) -> Q:
    """Rows whose column holds these words, however they are cased."""
    holds = Q(**{f"{column}__icontains": words})
    if connection.vendor != "postgresql" or not words:
        return holds
    return Q(_Contains(_Grams(F(column)), _Asked(Value(words)))) & holds


class _Grams(Func):
    function = "zhiping_grams"
    output_field = TextField()


class _Asked(Func):
    function = "zhiping_grams_asked"
    output_field = TextField()


class _Contains(Func):
    template, arg_joiner = "%(expressions)s", " @> "
    output_field: Any = BooleanField()
