/** The columns of an event that another row may tell of, by AuditRow's names: their types, and whether they compare by bytes as in `audit`. */
const EVENT: readonly [column: string, key: string, type: string][] = [
  ['agent', 'agent', 'text collate "C"'],
  ['agent_name', 'agentName', 'text'],
  ['role', 'role', 'text collate "C"'],
  ['reference', 'reference', 'text collate "C"'],
  ['action', 'action', 'text collate "C"'],
  ['type', 'type', 'text collate "C"'],
  ['id', 'id', 'text collate "C"'],
  ['version', 'version', 'int'],
  ['patient', 'patient', 'text collate "C"'],
  ['outcome', 'outcome', 'text collate "C"'],
  ['detail', 'detail', 'text'],
  ['request', 'request', 'text collate "C"'],
  ['purpose', 'purpose', 'text collate "C"'],
  ['client', 'client', 'text collate "C"'],
  ['address', 'address', 'text collate "C"'],
  ['site', 'site', 'text collate "C"'],
  ['basis', 'basis', 'text collate "C"'],
  ['decision', 'decision', 'text collate "C"'],
  ['patients', 'patients', 'text[] collate "C"'],
  ['more', 'more', 'boolean'],
];

const COLUMNS = EVENT.map(([column]) => column);

/** The events that rows tell of themselves, `place` 0. */
export const OWN_EVENTS = `select a.epoch, a.txid, a.sequence, 0 as place, a.at, ${COLUMNS.map((column) => `a.${column}`).join(', ')} from audit a`;

/** The further events of rows, `place` 1 and on; a condition over the row (alias a) comes behind it. */
export const FURTHER_EVENTS = `select a.epoch, a.txid, a.sequence, o.place::int as place, a.at, ${COLUMNS.map((column) => `o.${column}`).join(', ')}
  from audit a cross join lateral rows from (json_to_recordset(a.others::json) as (${EVENT.map(([, key, type]) => `"${key}" ${type}`).join(', ')}))
    with ordinality o(${COLUMNS.join(', ')}, place)
  where a.others is not null`;
