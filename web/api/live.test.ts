import { describe, expect, it } from 'vitest';
import { withChange } from './live.ts';
import type { FhirResource, PatientRecord } from './model.ts';

const goal = (id: string, versionId: string, text: string): FhirResource => ({
  resourceType: 'Goal',
  id,
  meta: { versionId },
  lifecycleStatus: 'active',
  description: { text },
  subject: { reference: 'Patient/p' },
});
const record: PatientRecord = {
  resources: [goal('a', '1', 'one'), goal('b', '3', 'three')],
  related: [],
  position: '7',
};
const change = (id: string) => ({ type: 'Goal', id });

describe('a change in a chart that is open', () => {
  it('puts in what is new', () => {
    const next = withChange(record, change('c'), goal('c', '1', 'new'));
    expect(next.resources.map((resource) => resource.id)).toEqual(['a', 'b', 'c']);
  });

  it('replaces what is there, in its place', () => {
    const next = withChange(record, change('a'), goal('a', '2', 'two'));
    expect(next.resources).toEqual([goal('a', '2', 'two'), goal('b', '3', 'three')]);
    expect(record.resources[0]?.meta?.versionId).toBe('1');
  });

  it('is not undone by an older version that arrives late', () => {
    expect(withChange(record, change('b'), goal('b', '2', 'late'))).toBe(record);
    expect(withChange(record, change('b'), goal('b', '3', 'again'))).toBe(record);
  });

  it('takes out what was deleted, and does nothing for what was not there', () => {
    expect(withChange(record, change('a'), null).resources.map((resource) => resource.id)).toEqual(['b']);
    expect(withChange(record, change('x'), null)).toBe(record);
  });
});
