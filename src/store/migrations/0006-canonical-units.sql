-- A quantity's range in the base unit of what it measures, so that 1 g finds 1000 mg; null where its unit is none of UCUM's.
alter table search_quantity
  add column canonical_unit text collate "C",
  add column canonical_low double precision,
  add column canonical_high double precision;
create index search_quantity_canonical on search_quantity (type, param, canonical_unit, canonical_low, canonical_high)
  where canonical_unit is not null;
