-- What a row is found by is made from definitions that change: R4's and the program's with a new version, others with each
-- SearchParameter resource. A type's edition counts those changes; a row of an older edition is indexed again.
alter table resource add column indexed integer not null default 0;

create table search_edition (
  type text collate "C" primary key,
  -- Of the definitions that the edition stands for.
  digest text not null,
  edition integer not null,
  -- How far indexing again has come: of `total` rows `done`, in the order of ids up to `after`; `finished` when none is left.
  total integer not null,
  done integer not null default 0,
  after text collate "C" not null default '',
  finished timestamptz
);
