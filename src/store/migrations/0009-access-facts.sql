-- What of a resource an access decision looks at, beside whose it is: its sensitivity labels, and where it comes from.
alter table resource add column labels text[] collate "C" not null default '{}';
alter table history add column labels text[] collate "C" not null default '{}';
alter table change add column labels text[] collate "C" not null default '{}';

-- Who cares for whom, as care teams, encounters, appointments, referrals and panels say. Times in ms since 1970; null is open.
create table access_relation (
  shard smallint not null,
  type text collate "C" not null,
  id text collate "C" not null,
  patient text collate "C" not null,
  agent text collate "C" not null,
  kind text collate "C" not null,
  starts bigint,
  ends bigint
);
create index access_relation_row on access_relation (shard, type, id);
create index access_relation_patient on access_relation (patient, agent);

-- What consents permit and deny (one row a provision, the deeper an exception to the shallower), and whose whole record is restricted.
-- A list that is null leaves everything in.
create table access_rule (
  shard smallint not null,
  type text collate "C" not null,
  id text collate "C" not null,
  patient text collate "C" not null,
  depth smallint not null,
  effect text collate "C" not null,
  actors text[] collate "C",
  labels text[] collate "C",
  unlocks text[] collate "C",
  types text[] collate "C",
  purposes text[] collate "C",
  data text[] collate "C",
  starts bigint,
  ends bigint
);
create index access_rule_row on access_rule (shard, type, id);
create index access_rule_patient on access_rule (patient);

-- Whose record was opened in an emergency, by whom, why, for how long, and what the privacy officer said of it.
create table access_glass (
  id uuid primary key,
  account text collate "C" not null,
  account_name text not null,
  role text collate "C" not null,
  patient text collate "C" not null,
  reason text not null,
  starts bigint not null,
  ends bigint not null,
  reviewed timestamptz,
  reviewer text collate "C",
  verdict text collate "C",
  note text
);
create index access_glass_patient on access_glass (patient, account, ends);
create index access_glass_open on access_glass (starts desc) where reviewed is null;
