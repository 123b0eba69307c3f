-- A row of the audit may tell of others that were recorded with it, so that many reads at once are one row: their events as a JSON
-- array, and whom they are about, by which they are found.
alter table audit
  add column others text,
  add column about text[] collate "C";
create index audit_about on audit using gin (about) where about is not null;
