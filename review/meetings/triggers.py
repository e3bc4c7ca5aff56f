"""What PostgreSQL itself must do for the secret vote; installed after every migrate (BV2).

Deleted rows stay in the pages of a table until it is written anew, and a long query or a backup keeps VACUUM from doing
so. TRUNCATE asks no snapshot: what is there afterwards are the rows that still count, in no order, of one transaction.
The application's role may not TRUNCATE; the function does it for the owner of the tables, and can do nothing else.
Columns with secrets have no statistics: ANALYZE would copy their values into the catalogue, which nobody empties.
"""

from typing import Any

from django.db import connections

from review.meetings.models import BoxKey, Envelope

REWRITER = "rewrite_ballots"
SECRETS = ((Envelope, "sealed"), (BoxKey, "secret"))

FUNCTION = """
CREATE OR REPLACE FUNCTION {name}() RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp SET lock_timeout = '3s' AS $$
DECLARE
    envelopes {envelope}[];
    keys {key}[];
BEGIN
    LOCK TABLE {envelope}, {key} IN ACCESS EXCLUSIVE MODE;
    SELECT array_agg(kept ORDER BY kept.id) INTO envelopes FROM {envelope} kept;
    SELECT array_agg(kept ORDER BY kept.id) INTO keys FROM {key} kept;
    TRUNCATE {envelope}, {key};
    INSERT INTO {envelope} SELECT * FROM unnest(envelopes);
    INSERT INTO {key} SELECT * FROM unnest(keys);
END $$
"""


def install(*, using: str, **_: Any) -> None:
    """Receiver of ``post_migrate``; elsewhere than on PostgreSQL there is nothing to install."""
    connection = connections[using]
    if connection.vendor != "postgresql":
        return
    present = connection.introspection.table_names()
    if not all(model._meta.db_table in present for model, _ in SECRETS):
        return
    tables = {"envelope": Envelope._meta.db_table, "key": BoxKey._meta.db_table}
    with connection.cursor() as cursor:
        cursor.execute(FUNCTION.format(name=REWRITER, **tables))
        for model, column in SECRETS:
            cursor.execute(f"ALTER TABLE {model._meta.db_table} ALTER COLUMN {column} SET STATISTICS 0")
