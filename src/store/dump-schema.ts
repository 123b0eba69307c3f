import type { Db } from './open-store.ts';

/** Partitions made by the month differ from day to day; they are like their parents. */
const MONTHLY = `'^(change|audit)_[0-9]{4}_[0-9]{2}'`;

const TABLES = `
  select c.relname as name,
    case when c.relispartition then ' partition of ' || (select p.relname from pg_inherits i join pg_class p on p.oid = i.inhparent
      where i.inhrelid = c.oid) || ' ' || pg_get_expr(c.relpartbound, c.oid) else '' end as of,
    case when c.relkind = 'p' then ' partition by ' || pg_get_partkeydef(c.oid) else '' end as by,
    coalesce(' with (' || array_to_string(c.reloptions, ', ') || ')', '') as options,
    (select array_agg(a.attname || ' ' || format_type(a.atttypid, a.atttypmod)
        || case when a.attcollation not in (0, 100) then ' collate ' || (select collname from pg_collation where oid = a.attcollation) else '' end
        || case when a.attnotnull then ' not null' else '' end
        || coalesce(' default ' || pg_get_expr(d.adbin, d.adrelid), '') order by a.attnum)
      from pg_attribute a left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
      where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped) as columns,
    (select array_agg(conname || ' ' || pg_get_constraintdef(oid) order by conname)
      from pg_constraint where conrelid = c.oid and contype <> 'n') as constraints,
    (select array_agg(pg_get_indexdef(indexrelid) order by indexrelid::regclass::text)
      from pg_index where indrelid = c.oid and not indisprimary) as indexes,
    (select array_agg(pg_get_triggerdef(oid) order by tgname) from pg_trigger where tgrelid = c.oid and not tgisinternal) as triggers
  from pg_class c
  where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and c.relname !~ ${MONTHLY}
  order by c.relname`;

const OTHERS = `
  select 'sequence ' || relname as line from pg_class where relnamespace = 'public'::regnamespace and relkind = 'S'
  union all select 'view ' || viewname || ' ' || definition from pg_views where schemaname = 'public'
  union all select pg_get_functiondef(oid) from pg_proc where pronamespace = 'public'::regnamespace
  order by line`;

type TableRow = {
  name: string;
  of: string;
  by: string;
  options: string;
  columns: string[];
  constraints: string[] | null;
  indexes: string[] | null;
  triggers: string[] | null;
};

/** The schema as text, from the catalog (the embedded server has no pg_dump); compared in a test to the committed one. */
export async function dumpSchema(db: Db): Promise<string> {
  const tables = await db.query<TableRow>(TABLES);
  const others = await db.query<{ line: string }>(OTHERS);
  const lines: string[] = [];
  for (const table of tables.rows) {
    lines.push(`table ${table.name}${table.of}${table.by}${table.options}`);
    for (const part of [table.columns, table.constraints, table.indexes, table.triggers]) {
      for (const line of part ?? []) lines.push(`  ${line}`);
    }
    lines.push('');
  }
  return `${lines.concat(others.rows.map((row) => row.line)).join('\n')}\n`;
}
