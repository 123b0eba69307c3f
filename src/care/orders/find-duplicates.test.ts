import { describe, expect, test } from 'vitest';
import { ANSWERED } from '../../../test/orders/answered.ts';
import { NOW, all, asks, chart, problem, value, values, BMP } from '../../../test/orders/build-case.ts';
import { NEEDED } from '../../../test/orders/needed.ts';
import { findDuplicates } from './find-duplicates.ts';
import { USUAL_KNOWLEDGE, knowledgeWith } from './knowledge.ts';

const found = (one: (typeof ANSWERED)[number], knowledge = USUAL_KNOWLEDGE) =>
  findDuplicates(one.order, chart(one.chart), knowledge, NOW);

test('at least eighty cases, half of them silent', () => {
  expect(ANSWERED.length + NEEDED.length).toBeGreaterThanOrEqual(80);
  expect(NEEDED.length).toBeGreaterThanOrEqual(ANSWERED.length);
  expect(ANSWERED.length).toBeGreaterThanOrEqual(40);
});

describe('what has its answer', () => {
  test.each(ANSWERED.map((one) => [one.name, one] as const))('%s', (_, one) => {
    const duplicate = found(one);
    expect(duplicate?.found.map(({ reference }) => reference).sort()).toEqual([...one.finds!.refs].sort());
    const said = {
      rules: duplicate!.found.map(({ rule }) => rule.id),
      kind: [...new Set(duplicate!.found.map(({ kind }) => kind))],
      until: duplicate!.until,
    };
    const { rule, kind, until } = one.finds!;
    expect(said).toMatchObject({
      rules: expect.arrayContaining([rule]),
      ...(kind ? { kind: [kind] } : {}),
      ...(until ? { until } : {}),
    });
    for (const each of duplicate!.found) {
      expect(each.rule.citation.name).not.toBe('');
      expect(each.rule.citation.year).toBeGreaterThan(1990);
    }
  });
});

describe('what is needed', () => {
  test.each(NEEDED.map((one) => [one.name, one] as const))('%s', (_, one) => {
    expect(found(one)).toBeNull();
  });
});

describe('what is answered, and by when', () => {
  test('each part is named with what answers it, at which site, since when and until when', () => {
    const duplicate = findDuplicates(
      asks('electrolytes'),
      chart({ observations: values('b', BMP, 2) }),
      USUAL_KNOWLEDGE,
      NOW,
    );
    expect(duplicate).toMatchObject({
      tests: ['sodium', 'potassium', 'chloride', 'bicarbonate'],
      until: '2026-12-22T15:00:00.000Z',
    });
    expect(duplicate!.found[0]).toMatchObject({
      kind: 'result',
      reference: all('b', BMP)[0],
      tests: ['sodium'],
      since: '2026-11-22T15:00:00.000Z',
      site: { reference: 'Organization/lab' },
    });
  });

  test('what stands for life has no end', () => {
    const gene = { ...value('g', '21668-9', 5000), valueQuantity: undefined, valueString: 'Not detected' };
    const duplicate = findDuplicates(asks('factor-v-leiden'), chart({ observations: [gene] }), USUAL_KNOWLEDGE, NOW);
    expect(duplicate).not.toBeNull();
    expect(duplicate).not.toHaveProperty('until');
  });
});

describe('rules are data', () => {
  const citation = { name: 'A new guideline', year: 2027 };
  const rows = chart({ observations: [value('a', '4548-4', 80)], conditions: [problem('E11.9')] });

  test('an interval of the same name takes the place of the usual one', () => {
    const intervals = [
      {
        id: 'a1c-diabetes',
        tests: ['a1c'],
        days: 60,
        when: { problems: ['E11'] },
        from: '2026-01-01',
        basis: 'stated',
        citation,
      } as const,
    ].map((one) => ({ ...one, tests: [...one.tests], when: { problems: [...one.when.problems] } }));
    expect(findDuplicates(asks('a1c'), rows, USUAL_KNOWLEDGE, NOW)).not.toBeNull();
    expect(findDuplicates(asks('a1c'), rows, knowledgeWith([{ intervals }]), NOW)).toBeNull();
  });

  test('before its day a rule says nothing, and after its last day nothing more', () => {
    const usual = USUAL_KNOWLEDGE.intervals.filter(({ tests }) => tests.includes('a1c'));
    const dated = (more: { from?: string; until?: string }) =>
      knowledgeWith([{ intervals: usual.map((one) => ({ ...one, ...more })) }]);
    expect(findDuplicates(asks('a1c'), rows, dated({ from: '2026-11-25' }), NOW)).toBeNull();
    expect(findDuplicates(asks('a1c'), rows, dated({ until: '2026-11-24' }), NOW)).toBeNull();
    expect(findDuplicates(asks('a1c'), rows, dated({ from: '2026-11-24', until: '2026-11-25' }), NOW)).not.toBeNull();
  });

  test('every interval speaks of tests that there are, for a time or for life', () => {
    for (const one of USUAL_KNOWLEDGE.intervals) {
      for (const name of [...one.tests, ...(one.by ?? [])])
        expect(USUAL_KNOWLEDGE.tests.has(name), `${one.id}: ${name}`).toBe(true);
      expect(Number(one.hours !== undefined) + Number(one.days !== undefined) + Number(one.life ?? 0), one.id).toBe(1);
    }
    for (const panel of USUAL_KNOWLEDGE.panels.values()) {
      for (const name of [...panel.tests, ...(panel.also ?? [])]) expect(USUAL_KNOWLEDGE.tests.has(name)).toBe(true);
    }
  });

  test('no code stands for two tests', () => {
    for (const [code, names] of USUAL_KNOWLEDGE.byCode) expect(names, code).toHaveLength(1);
  });
});
