-- The record: docs/architecture.md, "Storage". The shard (0..4095, the hash of the patient, or of Type/id where there is
-- none) leads every primary key and unique index of what grows, so that it can become the distribution column.
-- All text that is compared or ordered is "C": the same bytes sort alike on every machine.

create table setting (
  name text collate "C" primary key,
  value text not null
);

create table resource (
  shard smallint not null,
  type text collate "C" not null,
  id text collate "C" not null,
  -- Where it lives: its home patient; null when it belongs to nobody.
  patient text collate "C",
  -- Everybody in whose compartment it is, the home patient first: access is decided over all of them.
  patients text[] collate "C" not null,
  version integer not null,
  updated timestamptz(3) not null,
  txid xid8 not null default pg_current_xact_id(),
  deleted boolean not null,
  action text collate "C" not null,
  -- Who wrote this version: {"id","name","role","reference"}.
  agent text not null,
  -- Serialized once, served as it stands; '' when deleted.
  body text not null,
  -- Keyed hashes of parameter + system + code and of each looser form that search can ask.
  tokens_all bigint[] not null,
  -- What a masked view may look at; null while nothing is masked: then it is tokens_all.
  tokens_open bigint[],
  -- The hash of the first code (further ones have a token of their own), the clinical date (ms since 1970) and the value: what population queries order by.
  code bigint,
  date bigint,
  value double precision,
  primary key (shard, type, id)
);

create index resource_tokens on resource using gin (tokens_all) with (fastupdate = off);
create index resource_patient on resource (shard, patient, type, date desc nulls last, id)
  where patient is not null and not deleted;
create index resource_code on resource (type, code, date desc nulls last, id) where not deleted and code is not null;
create index resource_type on resource (type, id) where not deleted;
create index resource_updated on resource (type, updated, id) where not deleted;
alter table resource set (autovacuum_vacuum_scale_factor = 0.05, autovacuum_analyze_scale_factor = 0.05);

create table history (
  shard smallint not null,
  type text collate "C" not null,
  id text collate "C" not null,
  patient text collate "C",
  patients text[] collate "C" not null,
  version integer not null,
  updated timestamptz(3) not null,
  txid xid8 not null,
  deleted boolean not null,
  action text collate "C" not null,
  agent text not null,
  body text not null,
  primary key (shard, type, id, version)
);

-- Memberships beyond the home patient's: an appointment of two people, a group's members.
create table compartment (
  shard smallint not null,
  patient text collate "C" not null,
  type text collate "C" not null,
  id text collate "C" not null,
  -- The shard in which the resource lives.
  home smallint not null,
  primary key (shard, patient, type, id)
);

-- Where an id lives whose own bits do not say so: ids that clients chose, and rows that moved. Its own shard is that of Type/id.
create table locator (
  shard smallint not null,
  type text collate "C" not null,
  id text collate "C" not null,
  home smallint not null,
  primary key (shard, type, id)
);

create table search_date (
  shard smallint not null,
  type text collate "C" not null,
  id text collate "C" not null,
  param text collate "C" not null,
  -- ms since 1970; low inclusive, high exclusive
  low bigint not null,
  high bigint not null
);
create index search_date_row on search_date (shard, type, id, param);
create index search_date_low on search_date (type, param, low, high);

create table search_quantity (
  shard smallint not null,
  type text collate "C" not null,
  id text collate "C" not null,
  param text collate "C" not null,
  value double precision not null,
  low double precision not null,
  high double precision not null,
  system text collate "C",
  code text collate "C",
  unit text collate "C"
);
create index search_quantity_row on search_quantity (shard, type, id, param);
create index search_quantity_low on search_quantity (type, param, low, high);

create table search_string (
  shard smallint not null,
  type text collate "C" not null,
  id text collate "C" not null,
  param text collate "C" not null,
  -- Folded: lower case, no accents; at most 400 characters.
  value text collate "C" not null,
  -- As it came, where folding changed it.
  exact text collate "C"
);
create index search_string_row on search_string (shard, type, id, param);
create index search_string_value on search_string (type, param, value);

-- The change feed: one row a version, read in the order (epoch, txid, sequence) and only below
-- pg_snapshot_xmin(pg_current_snapshot()). The epoch changes on restore.
create sequence change_sequence;
create table change (
  epoch integer not null,
  txid xid8 not null default pg_current_xact_id(),
  sequence bigint not null default nextval('change_sequence'),
  at timestamptz(3) not null,
  shard smallint not null,
  type text collate "C" not null,
  id text collate "C" not null,
  version integer not null,
  action text collate "C" not null,
  -- Before and after the change.
  patients text[] collate "C" not null,
  agent text not null
) partition by range (at);
create table change_default partition of change default;
create index change_order on change (epoch, txid, sequence);
create index change_type on change (type, epoch, txid, sequence);

create table consumer (
  name text collate "C" primary key,
  epoch integer not null,
  txid xid8 not null,
  sequence bigint not null,
  updated timestamptz not null
);

-- Who did what to whose record. The seal's columns are the sealer's, which follows.
create sequence audit_sequence;
create table audit (
  sequence bigint not null default nextval('audit_sequence'),
  at timestamptz(3) not null,
  agent text collate "C" not null,
  agent_name text not null,
  role text collate "C" not null,
  reference text collate "C",
  action text collate "C" not null,
  type text collate "C",
  id text collate "C",
  version integer,
  patient text collate "C",
  outcome text collate "C" not null,
  detail text,
  request text collate "C",
  seal bytea,
  sealed_with bytea
) partition by range (at);
create table audit_default partition of audit default;
create index audit_agent on audit (agent, at desc);
create index audit_patient on audit (patient, at desc) where patient is not null;
