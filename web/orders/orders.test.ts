import { expect, test } from 'vitest';
import { askOf, askToCheck, lineOf, missingIn, type Known } from './basket.ts';
import { findItems } from './find-items.tsx';
import { en } from './messages-en.ts';
import { es } from './messages-es.ts';
import type { CatalogueAnswer, Item } from './model.ts';
import { openOrdersOf } from './open-orders.tsx';

const item = (key: string, more: Partial<Item> = {}): Item => ({
  key,
  kind: 'laboratory',
  name: key,
  standing: 'signs',
  codes: [],
  services: ['Clinical laboratory'],
  ...more,
});
const BMP = item('bmp', {
  name: 'Basic metabolic panel',
  es: 'Panel metabólico básico',
  also: ['Chem 7'],
  codes: ['2823-3'],
});
const CMP = item('cmp', { name: 'Comprehensive metabolic panel', also: ['Chem 14'] });
const KNEE = item('knee-xray', {
  kind: 'imaging',
  name: 'X-ray knee',
  needs: ['reason', 'side'],
  services: ['Hospital care'],
});
const known: Known = {
  indications: [
    { ref: 'Condition/bp', name: 'High blood pressure', measures: ['8480-6'] },
    { ref: 'Condition/ckd', name: 'Kidney disease', measures: ['2823-3'] },
  ],
  performers: [
    { service: 'Clinical laboratory', organization: 'Organization/near', name: 'Near', location: 'Location/near' },
    { service: 'Clinical laboratory', organization: 'Organization/far', name: 'Far' },
  ],
  language: 'en',
};
const catalogue: CatalogueAnswer = {
  items: [CMP, BMP, KNEE],
  sets: [{ key: 'start', title: 'New high blood pressure', items: ['bmp'] }],
  favourites: ['bmp'],
  performers: [],
};
const keysOf = (text: string) => findItems(text, catalogue, 'en').map(({ choices }) => choices.map(({ key }) => key));

test('a line begins with the problem that the test is measured for and the nearest site', () => {
  expect(lineOf(BMP, known, 't')).toMatchObject({
    problem: 'Condition/ckd',
    performer: 'Organization/near',
    priority: 'routine',
    when: 'now',
  });
  expect(askOf(lineOf(BMP, known, 't'), known)).toEqual({
    token: 't',
    item: 'bmp',
    priority: 'routine',
    reasons: [{ reference: 'Condition/ckd', text: 'Kidney disease' }],
    performer: 'Organization/near',
    location: 'Location/near',
  });
});

test('what an order cannot go without is missing until it is said', () => {
  const line = lineOf(KNEE, known, 't');
  expect(missingIn(line, KNEE, '2026-11-24')).toEqual(['reason', 'side', 'performer']);
  const said = { ...line, reason: 'Fall', side: 'left' as const, performer: 'Organization/hospital' };
  expect(missingIn(said, KNEE, '2026-11-24')).toEqual([]);
  expect(missingIn({ ...said, when: 'day', on: '2026-11-23' }, KNEE, '2026-11-24')).toEqual(['on']);
  expect(missingIn({ ...said, when: 'again', until: '2026-11-24' }, KNEE, '2026-11-24')).toEqual(['until']);
});

test('what is typed into the fields does not ask again what answers the order; its day and its side do', () => {
  const line = lineOf(KNEE, known, 't');
  expect(askToCheck({ ...line, reason: 'Fall', note: 'x' })).toEqual(askToCheck(line));
  expect(askToCheck({ ...line, side: 'left' })).not.toEqual(askToCheck(line));
  expect(askToCheck({ ...line, when: 'day', on: '2027-01-01' })).not.toEqual(askToCheck(line));
});

test('the catalogue is found by name, by short name and by other words; favourites and sets stand first', () => {
  expect(keysOf('')).toEqual([['bmp'], ['set-start']]);
  expect(keysOf('bmp')[0]![0]).toBe('bmp');
  expect(keysOf('metab')[0]).toEqual(['bmp', 'cmp']);
  expect(keysOf('chem 14')[0]).toEqual(['cmp']);
  expect(keysOf('blood')[1]).toEqual(['set-start']);
  expect(keysOf('zzz')).toEqual([[], []]);
});

test('open orders are those of our kinds that nobody ended, with where their fulfilment stands', () => {
  const kind = [{ coding: [{ system: 'urn:throughline:order-kind', code: 'laboratory' }] }];
  const order = (id: string, more: Partial<fhir4.ServiceRequest>): fhir4.ServiceRequest => ({
    resourceType: 'ServiceRequest',
    id,
    status: 'active',
    intent: 'order',
    subject: {},
    category: kind,
    code: { text: id },
    ...more,
  });
  const task: fhir4.Task = {
    resourceType: 'Task',
    status: 'in-progress',
    intent: 'order',
    focus: { reference: 'ServiceRequest/a' },
  };
  const rows = openOrdersOf(
    [
      order('a', { authoredOn: '2026-11-02' }),
      order('b', { status: 'draft', intent: 'plan', authoredOn: '2026-11-01' }),
      order('c', { status: 'completed' }),
      order('d', { status: 'draft', intent: 'proposal' }),
      order('e', { category: [] }),
    ],
    [task],
    () => 'The laboratory',
  );
  expect(rows.map(({ name, status }) => [name, status])).toEqual([
    ['b', 'draft'],
    ['a', 'in-progress'],
  ]);
});

test('what is said in English is said in Spanish', () => {
  expect(Object.keys(es)).toEqual(Object.keys(en));
});
