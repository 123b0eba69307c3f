-- Who may sign in, who is signed in, and who fails to. Owned by src/access; read and written by src/access/sql.ts alone.

create table access_account (
  id uuid primary key,
  username text not null,
  username_folded text not null unique,
  name text not null,
  role text not null,
  password_hash text not null,
  practitioner text,
  patient text,
  site text,
  created timestamptz not null
);

-- Of a cookie or a token only the SHA-256 is kept: who reads this table can't sign in with it.
create table access_session (
  secret_hash bytea primary key,
  id uuid not null unique,
  account uuid not null references access_account on delete cascade,
  address text not null,
  created timestamptz not null,
  last_seen timestamptz not null,
  expires timestamptz not null
);
create index access_session_account on access_session (account);
create index access_session_expires on access_session (expires);

create table access_token (
  secret_hash bytea primary key,
  id uuid not null unique,
  role text not null,
  patient text,
  scopes text[],
  created timestamptz not null,
  expires timestamptz not null
);
create index access_token_expires on access_token (expires);

-- Failed sign-ins in a row, by username and by address; in the database so that every server counts the same.
create table access_failure (
  kind text not null,
  key text not null,
  failures integer not null,
  last_failure timestamptz not null,
  primary key (kind, key)
);
create index access_failure_last on access_failure (last_failure);
