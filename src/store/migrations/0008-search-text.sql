-- What _text and _content look into. It follows the change feed once somebody has asked by it: whoever never does pays nothing.
create table search_text (
  shard smallint not null,
  type text collate "C" not null,
  id text collate "C" not null,
  narrative tsvector not null,
  content tsvector not null,
  primary key (shard, type, id)
);
create index search_text_narrative on search_text using gin (narrative);
create index search_text_content on search_text using gin (content);
