import { describe, expect, it } from 'vitest';
import { generateDemo } from '../generate.ts';
import type { Resource } from '../r4.ts';
import { RULES, check } from './check.ts';
import { SPOILED_BODY } from './spoiled-body.ts';
import { SPOILED_CARE } from './spoiled-care.ts';

const TODAY = '2026-11-22';
const SPOILED = { ...SPOILED_BODY, ...SPOILED_CARE };

const parts = [...generateDemo({ seed: 1, patients: 150, today: TODAY })];
const charts = parts.map(({ bundle }) => bundle.entry.map(({ resource }) => resource));
const [directory = [], ...people] = charts;

describe('the rules of plausibility', () => {
  it('are forty or more, each with a name of its own and a sentence', () => {
    expect(RULES.length).toBeGreaterThanOrEqual(40);
    expect(new Set(RULES.map(({ name }) => name)).size).toBe(RULES.length);
    expect(RULES.filter(({ about }) => !about.endsWith('.'))).toEqual([]);
  });

  it('are each proven able to fail', () => {
    expect(RULES.map(({ name }) => name).filter((name) => !(name in SPOILED))).toEqual([]);
  });

  it.each(RULES.map(({ name }) => name))('%s speaks when a good chart is spoiled', (name) => {
    const spoil = SPOILED[name];
    for (const person of people) {
      const chart: Resource[] = structuredClone(person);
      if (!spoil?.(chart, TODAY)) continue;
      expect(check([...directory, ...chart], { today: TODAY }).map(({ rule }) => rule)).toContain(name);
      return;
    }
    throw new Error(`no chart could be spoiled for ${name}`);
  });
});
