-- A row brings some twenty-five tokens, most of which its neighbours bring too: gathered, they are written once for all of them.
-- What waits is kept so small (KiB) that a search reads it in no time: docs/decisions/0009-token-index.md.
alter index resource_tokens set (fastupdate = on, gin_pending_list_limit = 64);
