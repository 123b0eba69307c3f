-- What was imported, by the digest of its bytes: an import that is run again, or goes on after it was interrupted, passes
-- over what is in, and so never writes over what people have changed since.
create table intake_receipt (
  digest bytea primary key,
  at timestamptz not null,
  resources integer not null
);
