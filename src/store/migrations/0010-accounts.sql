-- Accounts with several roles, a second factor and sign-in in steps. Owned by src/access, whose sql.ts files alone read and write it.

-- Which roles must have a second factor; of a demonstration that is there already nobody.
create table access_second_factor_role (role text primary key);
insert into access_second_factor_role (role)
  select role from unnest(array['administrator', 'privacy-officer']) role
  where not exists (select 1 from access_account
    where username_folded = 'physician' and site = 'Organization/mill-street-clinic');

alter table access_account
  add column disabled timestamptz,
  add column password_changed timestamptz,
  -- The password was given by an administrator: good until then, and only to be changed.
  add column one_time_until timestamptz;
update access_account set password_changed = created;
alter table access_account alter column password_changed set not null;

-- What an account is, where, from when until when. Of a patient or of who acts for one (`proxy`: RelatedPerson/x) it names the patient.
create table access_assignment (
  id uuid primary key,
  account uuid not null references access_account on delete cascade,
  role text not null,
  site text,
  practitioner_role text,
  patient text,
  proxy text,
  starts timestamptz not null,
  ends timestamptz,
  created timestamptz not null
);
create index access_assignment_account on access_assignment (account);
insert into access_assignment (id, account, role, site, patient, starts, created)
  select gen_random_uuid(), id, role, site, patient, created, created from access_account;
alter table access_account drop column role, drop column patient, drop column site;

-- A session speaks for one assignment, so that those without one are over.
delete from access_session;
alter table access_session
  add column assignment uuid not null references access_assignment on delete cascade,
  add column device text not null default '',
  -- How they proved who they are (RFC 8176), and when they last did.
  add column amr text[] not null default '{pwd}',
  add column verified timestamptz not null;

-- A sign-in that is not done yet opens nothing but its own next step.
create table access_step (
  secret_hash bytea primary key,
  account uuid not null references access_account on delete cascade,
  address text not null,
  device text not null,
  amr text[] not null,
  created timestamptz not null,
  expires timestamptz not null
);
create index access_step_account on access_step (account);
create index access_step_expires on access_step (expires);

-- Secrets are sealed with the installation's factor key. `proposed` becomes `secret` once its owner has shown a code of it.
create table access_totp (
  account uuid primary key references access_account on delete cascade,
  secret bytea,
  confirmed timestamptz,
  -- The step of the last code that was taken: none is taken twice.
  last_step bigint not null default -1,
  proposed bytea
);

create table access_recovery_code (
  account uuid not null references access_account on delete cascade,
  code_hash bytea not null,
  used timestamptz,
  primary key (account, code_hash)
);

create table access_passkey (
  id text collate "C" primary key,
  account uuid not null references access_account on delete cascade,
  public_key bytea not null,
  counter bigint not null,
  transports text[] not null,
  -- The host name that the browser bound it to.
  rp_id text not null,
  name text not null,
  synced boolean not null,
  created timestamptz not null,
  last_used timestamptz
);
create index access_passkey_account on access_passkey (account);

-- Each is deleted by the one answer that uses it.
create table access_challenge (
  challenge text collate "C" primary key,
  purpose text not null,
  account uuid references access_account on delete cascade,
  expires timestamptz not null
);
create index access_challenge_expires on access_challenge (expires);
create index access_challenge_account on access_challenge (account);
