"""The tables of a record, the same in SQLite and in PostgreSQL."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, Integer, LargeBinary, MetaData, Table, Text, text

FORMAT = "plimsoll/record/1"

metadata = MetaData()

RULING = text("kind NOT LIKE 'facts/%'")
"""What is no fact: holds, retention, erasures. Few among many, and asked for at every erasure."""

about = Table(
    "about",
    metadata,
    Column("name", Text, primary_key=True),
    Column("value", Text, nullable=False),
)
"""What the store is: its format, the record's id, the log's origin."""

entries = Table(
    "entries",
    metadata,
    Column("sequence", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False),
    Column("time", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("effective", Text),
    Column("entry", LargeBinary, nullable=False),
    Index("entries_by_subject", "subject", "kind", "sequence"),
    Index("entries_that_rule", "kind", "sequence", sqlite_where=RULING, postgresql_where=RULING),
)
"""The entries; the columns beside `entry` repeat what stands in it, to look it up by, and are verified against it."""

tiles = Table(
    "tiles",
    metadata,
    Column("level", Integer, primary_key=True, autoincrement=False),
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("hashes", LargeBinary, nullable=False),
)
"""The hashes of the tree, as tlog-tiles has them."""

sealed = Table(
    "sealed",
    metadata,
    Column("sequence", BigInteger, primary_key=True, autoincrement=False),
    Column("field", Text, primary_key=True),
    Column("key", Text, nullable=False),
    Column("ciphertext", LargeBinary, nullable=False),
)
"""Personal texts under keys that can be destroyed."""

head = Table(
    "head",
    metadata,
    Column("one", Integer, primary_key=True, autoincrement=False),
    Column("size", BigInteger, nullable=False),
    Column("epoch", BigInteger, nullable=False),
    Column("time", Text, nullable=False),
    Column("checkpoint", Text, nullable=False),
)
"""One row: how far the log goes, which writer's turn it is, and the signed checkpoint."""
