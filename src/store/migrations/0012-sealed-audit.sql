-- The trace as IHE's Basic Audit Log Patterns want it, in an order that the sealer can follow, and closed to changes.
alter table audit
  drop column seal,
  drop column sealed_with,
  add column epoch integer not null default 0,
  -- What was there before comes first in the order; what comes tells its transaction.
  add column txid xid8 not null default '0',
  add column purpose text collate "C",
  add column client text collate "C",
  add column address text collate "C",
  add column site text collate "C",
  add column basis text collate "C",
  add column decision text collate "C",
  add column patients text[] collate "C",
  add column more boolean;
alter table audit alter column txid set default pg_current_xact_id();

create index audit_order on audit (epoch, txid, sequence);
create index audit_at on audit (at, sequence);
create index audit_patients on audit using gin (patients) where patients is not null;

-- One row a sealed batch of one partition: the hashes of its rows, and the head of the partition's chain with them.
create table audit_seal (
  partition text collate "C" not null,
  number integer not null,
  form smallint not null,
  epoch integer not null,
  txid xid8 not null,
  sequence bigint not null,
  first_at timestamptz(3) not null,
  last_at timestamptz(3) not null,
  rows integer not null,
  sequences bigint[] not null,
  hashes bytea not null,
  previous bytea not null,
  head bytea not null,
  sealed timestamptz(3) not null,
  primary key (partition, number)
);
-- Hashes do not compress.
alter table audit_seal alter column hashes set storage external;
create index audit_seal_order on audit_seal (epoch, txid, sequence);

-- Partitions that went with their time, as the retention policy says: what remains is the head of their chain.
create table audit_retained (
  partition text collate "C" primary key,
  seals integer not null,
  rows bigint not null,
  head bytea not null,
  before timestamptz(3) not null,
  at timestamptz(3) not null
);

create function refuse_audit_change() returns trigger language plpgsql as $$
begin
  raise exception 'the audit is written once: % of % is refused', lower(tg_op), tg_table_name using errcode = '42501';
end $$;

create trigger audit_is_kept before update or delete on audit for each row execute function refuse_audit_change();
create trigger audit_is_kept_whole before truncate on audit for each statement execute function refuse_audit_change();
create trigger seal_is_kept before update on audit_seal for each row execute function refuse_audit_change();
-- The seals of a partition go when it has gone.
create trigger seal_outlives_its_rows before delete on audit_seal for each row when (to_regclass(old.partition) is not null)
  execute function refuse_audit_change();
create trigger seal_is_kept_whole before truncate on audit_seal for each statement execute function refuse_audit_change();

-- Makes the partition of a month, with the rights of the tables' owner. False where there is one, or where its rows are in the default.
create function make_month_partition(parent text, month date) returns boolean
  language plpgsql security definer set search_path = public, pg_temp as $$
declare
  part text := parent || '_' || to_char(month, 'YYYY_MM');
begin
  if parent not in ('audit', 'change') or extract(day from month) <> 1 then
    raise exception 'there is no month % of %', month, parent using errcode = '22023';
  end if;
  if to_regclass(part) is not null then
    return true;
  end if;
  execute format('create table %I partition of %I for values from (%L) to (%L)', part, parent,
    month::timestamp at time zone 'UTC', (month + interval '1 month') at time zone 'UTC');
  if parent = 'audit' then
    execute format('create trigger audit_is_kept_whole before truncate on %I for each statement execute function refuse_audit_change()', part);
  end if;
  return true;
exception
  when check_violation or duplicate_table then
    return false;
end $$;

do $$
declare
  part regclass;
begin
  for part in select inhrelid::regclass from pg_inherits where inhparent = 'audit'::regclass loop
    execute format('create trigger audit_is_kept_whole before truncate on %s for each statement execute function refuse_audit_change()', part);
  end loop;
end $$;

-- Anchors outside the database say of which database they are.
insert into setting (name, value) values ('installation', gen_random_uuid()::text) on conflict (name) do nothing;
