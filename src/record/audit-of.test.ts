import { expect, test } from 'vitest';
import { MOST_PATIENTS } from '../store/index.ts';
import { concerned } from './audit-of.ts';

const people = (count: number) => Array.from({ length: count }, (_, at) => `p${at}`);

test('one person is named by themselves, several in a list, and of more than a row names it says so', () => {
  expect(concerned([])).toEqual({ patient: undefined });
  expect(concerned(['p1', 'p1'])).toEqual({ patient: 'p1' });
  expect(concerned(['p1', 'p2', 'p1'])).toEqual({ patients: ['p1', 'p2'] });
  expect(concerned(people(MOST_PATIENTS))).toEqual({ patients: people(MOST_PATIENTS) });
  expect(concerned(people(MOST_PATIENTS + 1))).toEqual({ patients: people(MOST_PATIENTS), more: true });
});
