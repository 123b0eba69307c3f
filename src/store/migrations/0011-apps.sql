-- Apps that ask on somebody's behalf or for themselves, what people allowed them, and what their flows of OAuth 2.0 keep. Owned by
-- src/access, whose sql.ts files alone read and write it.

create table access_app (
  id text collate "C" primary key,
  name text not null,
  kind text not null,
  users text not null,
  redirect_uris text[] not null,
  launch_uri text,
  scopes text[] not null,
  -- Of a secret only the SHA-256 is kept, of keys the public half.
  secret_hash bytea,
  jwks jsonb,
  jwks_uri text,
  -- What a service may do that asks for itself.
  role text,
  introspects boolean not null,
  created timestamptz not null,
  disabled timestamptz
);

-- One launch of an app by a person: whose record, what for, and as whom. Where it lasts no longer than the session that allowed it, it goes
-- with the session; all that was given out by it goes with it.
create table access_grant (
  id text collate "C" primary key,
  app text collate "C" not null references access_app on delete cascade,
  account uuid not null references access_account on delete cascade,
  session uuid references access_session (id) on delete cascade,
  patient text,
  encounter text,
  scopes text[] not null,
  caller jsonb not null,
  created timestamptz not null,
  expires timestamptz not null
);
create index access_grant_account on access_grant (account, app);
create index access_grant_app on access_grant (app);
create index access_grant_session on access_grant (session);
create index access_grant_expires on access_grant (expires);

-- What a person allowed an app, remembered until it is ended; of a record of somebody else's too, so that each is allowed by itself.
create table access_consent (
  app text collate "C" not null references access_app on delete cascade,
  account uuid not null references access_account on delete cascade,
  patient text not null,
  scopes text[] not null,
  asked text[] not null,
  since timestamptz not null,
  last_used timestamptz not null,
  primary key (app, account, patient)
);
create index access_consent_account on access_consent (account);

-- Codes, refresh tokens, what is under way in a browser, and assertions that were used. Never the secret itself: its SHA-256.
create table access_artifact (
  kind text collate "C" not null,
  id_hash bytea not null,
  grant_id text collate "C" references access_grant on delete cascade,
  payload jsonb not null,
  expires timestamptz not null,
  consumed timestamptz,
  primary key (kind, id_hash)
);
create index access_artifact_grant on access_artifact (grant_id) where grant_id is not null;
create index access_artifact_expires on access_artifact (expires);

-- Where an app was opened from: good once, for a few minutes, for that app and that person.
create table access_launch (
  secret_hash bytea primary key,
  app text collate "C" not null references access_app on delete cascade,
  account uuid not null references access_account on delete cascade,
  patient text,
  encounter text,
  expires timestamptz not null,
  used timestamptz
);
create index access_launch_expires on access_launch (expires);

-- Sign what apps are told of who signed in. The newest that every server knows of signs; the older are still published.
create table access_signing_key (
  kid text collate "C" primary key,
  jwk jsonb not null,
  created timestamptz not null
);

alter table access_token
  add column app text collate "C" references access_app on delete cascade,
  add column grant_id text collate "C" references access_grant on delete cascade,
  -- Whom it speaks for, as a caller of the house; absent where role, patient and scopes say it.
  add column caller jsonb,
  add column payload jsonb;
create index access_token_app on access_token (app) where app is not null;
create index access_token_grant on access_token (grant_id) where grant_id is not null;
