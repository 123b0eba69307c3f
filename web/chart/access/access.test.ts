import { afterEach, expect, test } from 'vitest';
import type { Access } from '../../api/model.ts';
import { setLanguage } from '../../lib/locale.ts';
import { accountingCsv } from './accounting.ts';
import { catalogues } from './messages.ts';
import { sayDone, sayWho, sayWhy } from './say-access.ts';

afterEach(() => setLanguage('en'));

const access: Access = {
  day: '2026-11-24',
  agent: 'a1',
  name: 'Lee, Dana',
  role: 'physician',
  roleName: 'Physician',
  site: '=HYPERLINK("x")',
  decision: 'allowed',
  first: '2026-11-24T14:05:00.000Z',
  last: '2026-11-24T15:10:00.000Z',
  count: 4,
  things: [
    { action: 'chart', type: 'Patient', count: 1 },
    { action: 'read', type: 'Observation', count: 1 },
    { action: 'search', type: 'DiagnosticReport', count: 1 },
    { action: 'create', type: 'Encounter', count: 1 },
  ],
  purposes: ['TREAT'],
  bases: ['role'],
  clients: [],
};
const viewer = { id: 'p1' };

test('what was done is said by the kinds of things, each once', () => {
  expect(sayDone(access)).toEqual(['Looked at: the whole chart, results and measurements', 'Wrote: visits']);
  expect(sayDone({ things: [{ action: 'export', type: 'AuditEvent', count: 1 }] })).toEqual([
    'Took a copy of this list',
  ]);
  expect(sayDone({ things: [{ action: 'read', type: 'Basic', count: 1 }] })).toEqual(['Looked at: other parts']);
});

test('why, and by which way', () => {
  expect(sayWhy(access)).toBe('care');
  expect(sayWhy({ ...access, bases: ['consent:Consent/c1'] })).toBe('care, as the consent allows');
  expect(sayWhy({ ...access, decision: 'broken-glass' })).toBe('care, in an emergency, past the usual limits');
  expect(sayWhy({ ...access, purposes: ['HXYZ'] })).toBe('another reason (HXYZ)');
});

test('who: a name, oneself, or the server', () => {
  expect(sayWho(access, viewer)).toBe('Lee, Dana');
  expect(sayWho(access, { id: 'a1' })).toBe('You');
  expect(sayWho({ agent: 'system', role: 'system', name: 'Throughline' }, viewer)).toBe('Throughline, by itself');
});

test('the file: a line each, quoted where it must be, and nothing that a spreadsheet would run', () => {
  const [head, line, end] = accountingCsv([{ ...access, bases: ['consent:Consent/c1'] }]).split('\r\n');
  expect(head).toBe('\uFEFFDay,First time,Last time,Who,Role,Site,What was done,How often,Why,Consent,App');
  expect(line).toContain('2026-11-24,');
  expect(line).toContain('"Lee, Dana",Physician,"\'=HYPERLINK(""x"")"');
  expect(line).toContain(
    '"Looked at: the whole chart, results and measurements; Wrote: visits",4,"care, as the consent allows",Consent/c1,',
  );
  expect(end).toBe('');
});

test('in Spanish too, with the same keys and parameters', () => {
  const { en, es } = catalogues;
  expect(Object.keys(es)).toEqual(Object.keys(en));
  const names = (text: unknown) => [...JSON.stringify(text).matchAll(/\{(\w+)\}/g)].map(([, name]) => name).join();
  for (const key of Object.keys(en) as (keyof typeof en)[]) expect(names(es[key]), key).toBe(names(en[key]));
  setLanguage('es');
  expect(sayDone(access)[0]).toBe('Vio: todo el expediente, resultados y mediciones');
});
