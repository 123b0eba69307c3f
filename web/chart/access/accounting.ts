/** An accounting of disclosures as a file that spreadsheets open (RFC 4180). Pure. */
import type { Access } from '../../api/model.ts';
import { sayTime } from '../../lib/dates.ts';
import { type Key, t } from './messages.ts';
import { consentsOf, sayDone, sayRole, sayWho, sayWhy } from './say-access.ts';

const COLUMNS = ['day', 'from', 'to', 'name', 'role', 'site', 'did', 'count', 'why', 'consent', 'app'] as const;

/** A cell that begins so would be run by a spreadsheet as a formula. */
const FORMULA = /^[=+\-@\t\r]/;

function cell(value: string | number): string {
  const text = typeof value === 'string' && FORMULA.test(value) ? `'${value}` : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function rowOf(access: Access): (string | number)[] {
  return [
    access.day,
    sayTime(access.first),
    sayTime(access.last),
    sayWho(access),
    sayRole(access),
    access.site ?? '',
    sayDone(access).join('; '),
    access.count,
    sayWhy(access),
    consentsOf(access).join('; '),
    access.clients.join('; '),
  ];
}

/** The whole file; it begins with a byte order mark, without which Excel takes it for another encoding. */
export function accountingCsv(accesses: readonly Access[]): string {
  const head = COLUMNS.map((name) => t(`col.${name}` as Key & 'col.day'));
  const lines = [head, ...accesses.map(rowOf)].map((row) => row.map(cell).join(','));
  return `\uFEFF${lines.join('\r\n')}\r\n`;
}
