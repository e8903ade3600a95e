"""What a team's ledger in PostgreSQL is made of: its tables, its guards, and the tree they keep.

The database seals what it stores: `append` is the only way in for whoever writes, runs with the
rights of the owner, and makes leaf and nodes itself, so that a writer can neither store an event
without its seal nor a seal that does not fit. The leaves are those of `domain/seal.py` to the
byte, which checks them; docs/integrity.md says what is in them.
"""

TABLES = """
CREATE TABLE dealtrail.log_meta (
  id integer PRIMARY KEY CHECK (id = 1),
  format integer NOT NULL,
  log_id text NOT NULL,
  created text NOT NULL
);
CREATE TABLE dealtrail.log_leaf (
  position bigint PRIMARY KEY,
  salt bytea NOT NULL CHECK (octet_length(salt) = 16),
  hash bytea NOT NULL CHECK (octet_length(hash) = 32)
);
CREATE TABLE dealtrail.log_node (
  position bigint PRIMARY KEY,
  hash bytea NOT NULL CHECK (octet_length(hash) = 32)
);
CREATE TABLE dealtrail.stored_events (
  rowid bigint PRIMARY KEY,
  originator_id text COLLATE "C" NOT NULL,
  originator_version bigint NOT NULL,
  topic text COLLATE "C" NOT NULL,
  state text NOT NULL CHECK (state::json IS NOT NULL),
  recorded_at text COLLATE "C" NOT NULL CHECK (length(recorded_at) = 27),
  logged_by text NOT NULL,
  command_id text COLLATE "C" NOT NULL,
  UNIQUE (originator_id, originator_version)
);
CREATE INDEX stored_events_command ON dealtrail.stored_events (originator_id, command_id);
CREATE VIEW dealtrail.events AS SELECT
  CASE WHEN originator_id LIKE 'deal/%' THEN substr(originator_id, 6) END AS deal,
  CASE WHEN originator_id LIKE 'source/%' THEN substr(originator_id, 8)
    ELSE state::json ->> 'source' END AS source,
  originator_version AS number,
  topic AS name,
  recorded_at,
  logged_by,
  state::json ->> 'report' AS report,
  state::json ->> 'published' AS published,
  state::json ->> 'field' AS field,
  state::json ->> 'value' AS value,
  state::json ->> 'stage' AS stage,
  state
FROM dealtrail.stored_events ORDER BY rowid;
"""

# The bodies of the functions: PostgreSQL keeps them as they stand, so they are compared with these.
BODIES = {
    # Each part of a leaf after its length in two bytes.
    "framed": """
DECLARE
  raw bytea := convert_to(part, 'UTF8');
BEGIN
  IF octet_length(raw) > 65535 THEN
    RAISE EXCEPTION 'a part of the envelope is too long' USING ERRCODE = 'DT003';
  END IF;
  RETURN substring(int4send(octet_length(raw)) FROM 3) || raw;
END""",
    "node_hash": """ SELECT sha256('\\x01'::bytea || lft || rgt) """,
    # Nodes stand in the order of completion: so many are complete before the one at this place.
    "node_place": """
DECLARE
  leaves bigint := ((index + 1) << level) - 1;
  place bigint := level - 1;
BEGIN
  WHILE leaves > 0 LOOP
    leaves := leaves >> 1;
    place := place + leaves;
  END LOOP;
  RETURN place;
END""",
    # The complete subtrees that make up a tree of a size, from left to right.
    "peaks": """
DECLARE
  found bytea[] := '{}';
  top bytea;
  low bigint := 0;
BEGIN
  FOR level IN REVERSE 62..0 LOOP
    IF (size >> level) & 1 = 1 THEN
      IF level = 0 THEN
        SELECT hash INTO top FROM dealtrail.log_leaf WHERE position = low;
      ELSE
        SELECT hash INTO top FROM dealtrail.log_node
          WHERE position = dealtrail.node_place(level, low >> level);
      END IF;
      IF top IS NULL THEN
        RAISE EXCEPTION 'a node of the tree is missing' USING ERRCODE = 'DT004';
      END IF;
      found := found || top;
      low := low + (1::bigint << level);
    END IF;
  END LOOP;
  RETURN found;
END""",
    "joined": """
DECLARE
  top bytea := sha256('');
BEGIN
  FOR place IN REVERSE cardinality(peaks)..1 LOOP
    IF place = cardinality(peaks) THEN
      top := peaks[place];
    ELSE
      top := dealtrail.node_hash(peaks[place], top);
    END IF;
  END LOOP;
  RETURN top;
END""",
    # Seal events and store them after those that are there. Whoever calls it holds the lock.
    "store": """
DECLARE
  log text;
  size bigint;
  last bigint;
  peaks bytea[];
  top bytea;
  level integer;
  place bigint;
BEGIN
  SELECT log_id INTO STRICT log FROM dealtrail.log_meta;
  SELECT 1 + coalesce(max(position), -1) INTO size FROM dealtrail.log_leaf;
  SELECT coalesce(max(rowid), 0) INTO last FROM dealtrail.stored_events;
  SELECT 1 + coalesce(max(position), -1) INTO place FROM dealtrail.log_node;
  IF last <> size THEN
    RAISE EXCEPTION '% entries were sealed, % are there', size, last USING ERRCODE = 'DT004';
  END IF;
  peaks := dealtrail.peaks(size);
  FOR at IN 1..cardinality(streams) LOOP
    top := sha256('\\x00'::bytea
      || dealtrail.framed('dealtrail-event/1') || dealtrail.framed(log)
      || dealtrail.framed(size::text) || dealtrail.framed(streams[at])
      || dealtrail.framed(numbers[at]::text) || dealtrail.framed(names[at])
      || dealtrail.framed(recorded[at]) || dealtrail.framed(logged_by[at])
      || dealtrail.framed(commands[at])
      || '\\x0020'::bytea || sha256(salts[at] || convert_to(states[at], 'UTF8')));
    INSERT INTO dealtrail.log_leaf VALUES (size, salts[at], top);
    level := 0;
    WHILE (size >> level) & 1 = 1 LOOP
      top := dealtrail.node_hash(peaks[cardinality(peaks)], top);
      peaks := trim_array(peaks, 1);
      INSERT INTO dealtrail.log_node VALUES (place, top);
      place := place + 1;
      level := level + 1;
    END LOOP;
    peaks := peaks || top;
    size := size + 1;
    INSERT INTO dealtrail.stored_events VALUES (size, streams[at], numbers[at], names[at],
      states[at], recorded[at], logged_by[at], commands[at]);
  END LOOP;
END""",
    # What a writer may do: one recorded instant, one transaction, nobody in between.
    "append": """
DECLARE
  last text;
BEGIN
  LOCK TABLE dealtrail.stored_events IN EXCLUSIVE MODE;
  SELECT m.log_id INTO STRICT log_id FROM dealtrail.log_meta m;
  SELECT 1 + coalesce(max(position), -1) INTO size FROM dealtrail.log_leaf;
  IF known_log IS NOT NULL THEN
    IF known_log <> log_id OR known_size > size
      OR known_root <> dealtrail.joined(dealtrail.peaks(known_size)) THEN
      RAISE EXCEPTION 'the ledger does not continue what was known of it' USING ERRCODE = 'DT001';
    END IF;
  END IF;
  SELECT s.recorded_at INTO last FROM dealtrail.stored_events s ORDER BY rowid DESC LIMIT 1;
  IF recorded_at <= last COLLATE "C" THEN
    recorded_at := to_char((last::timestamptz + interval '1 microsecond') AT TIME ZONE 'UTC',
      'YYYY-MM-DD"T"HH24:MI:SS.US"Z"');
  END IF;
  PERFORM dealtrail.store(streams, numbers, names, states,
    array_fill(recorded_at, ARRAY[cardinality(streams)]), logged_by, commands, salts);
  size := size + cardinality(streams);
  root := dealtrail.joined(dealtrail.peaks(size));
END""",
    # For who met another's write once: nobody else writes until the end of his transaction.
    "alone": """
BEGIN
  LOCK TABLE dealtrail.stored_events IN EXCLUSIVE MODE;
END""",
    "refuse": """
BEGIN
  RAISE EXCEPTION 'what is stored in % is never changed or deleted', TG_TABLE_NAME
    USING ERRCODE = 'DT005';
END""",
    "continue_log": """
BEGIN
  IF NEW.originator_version <> 1 + coalesce((SELECT max(originator_version)
      FROM dealtrail.stored_events WHERE originator_id = NEW.originator_id), 0) THEN
    RAISE EXCEPTION 'an event continues its stream'
      USING ERRCODE = 'DT002', DETAIL = NEW.originator_id;
  END IF;
  IF NEW.recorded_at < (SELECT recorded_at FROM dealtrail.stored_events
      ORDER BY rowid DESC LIMIT 1) THEN
    RAISE EXCEPTION 'recorded time never goes back' USING ERRCODE = 'DT005';
  END IF;
  IF NOT EXISTS (SELECT 1 FROM dealtrail.log_leaf WHERE position = NEW.rowid - 1) THEN
    RAISE EXCEPTION 'an event is stored with its leaf' USING ERRCODE = 'DT005';
  END IF;
  RETURN NEW;
END""",
}
_PURE, _READS = "IMMUTABLE PARALLEL SAFE", "STABLE"
_BATCH = "streams text[], numbers bigint[], names text[], states text[]"
_ENVELOPE = "logged_by text[], commands text[], salts bytea[]"
_FUNCTIONS = {  # parameters, result, and how
    "framed": ("part text", "bytea", f"plpgsql {_PURE} STRICT"),
    "node_hash": ("lft bytea, rgt bytea", "bytea", f"sql {_PURE} STRICT"),
    "node_place": ("level integer, index bigint", "bigint", f"plpgsql {_PURE} STRICT"),
    "peaks": ("size bigint", "bytea[]", f"plpgsql {_READS} STRICT"),
    "joined": ("peaks bytea[]", "bytea", f"plpgsql {_PURE} STRICT"),
    "store": (f"{_BATCH}, recorded text[], {_ENVELOPE}", "void", "plpgsql STRICT"),
    "append": (
        f"{_BATCH}, {_ENVELOPE}, known_log text, known_size bigint, known_root bytea,"
        " INOUT recorded_at text, OUT log_id text, OUT size bigint, OUT root bytea",
        "",
        "plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp",
    ),
    "alone": (
        "",
        "void",
        "plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp",
    ),
    "refuse": ("", "trigger", "plpgsql"),
    "continue_log": ("", "trigger", "plpgsql"),
}


def _function(name: str) -> str:
    given, returns, how = _FUNCTIONS[name]
    result = f" RETURNS {returns}" if returns else ""
    return (
        f"CREATE FUNCTION dealtrail.{name}({given}){result} LANGUAGE {how} AS $${BODIES[name]}$$;"
    )


FUNCTIONS = "\n".join(_function(name) for name in BODIES)

# Name: table, when, and the function. Guards against accidents, and against a writer's program;
# the owner can take them off, which a checkpoint that others hold shows.
TRIGGERS = {
    **{
        f"{table}_{kind}": (table, f"BEFORE {event} ON dealtrail.{table} FOR EACH {each}", "refuse")
        for table in ("log_meta", "log_leaf", "log_node", "stored_events")
        for kind, event, each in (
            ("kept", "UPDATE OR DELETE", "ROW"),
            ("not_emptied", "TRUNCATE", "STATEMENT"),
        )
    },
    "stored_events_continue": (
        "stored_events",
        "BEFORE INSERT ON dealtrail.stored_events FOR EACH ROW",
        "continue_log",
    ),
}
GUARDS = "\n".join(
    f"CREATE TRIGGER {name} {when} EXECUTE FUNCTION dealtrail.{function}();\n"
    f"ALTER TABLE dealtrail.{table} ENABLE ALWAYS TRIGGER {name};"
    for name, (table, when, function) in TRIGGERS.items()
)
SCHEMA = f"CREATE SCHEMA dealtrail;\n{TABLES}\n{FUNCTIONS}\n{GUARDS}"
