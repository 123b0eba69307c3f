import { expect, test } from 'vitest';
import { answers, type Concept } from './code-picker.tsx';
import { isOutside, limitsOf } from './funnel.tsx';
import { barsOf } from './waterfall.tsx';

test('a waterfall goes from its start over every step to the sum', () => {
  const bars = barsOf({
    start: { label: 'Benchmark', amount: 100 },
    steps: [
      { label: 'Admissions', amount: -30 },
      { label: 'Drugs', amount: 5 },
    ],
    end: 'Spending',
  });
  expect(bars).toEqual([
    { label: 'Benchmark', from: 0, to: 100, kind: 'total' },
    { label: 'Admissions', from: 100, to: 70, kind: 'down' },
    { label: 'Drugs', from: 70, to: 75, kind: 'up' },
    { label: 'Spending', from: 0, to: 75, kind: 'total' },
  ]);
});

test('the limits of a funnel are three standard errors of the common rate, narrower for more people', () => {
  // 40 of 400 is 10 %: sqrt(0.1 * 0.9 / 100) = 0.03, so 100 people have 1 % to 19 %.
  const sites = [
    { name: 'a', events: 19, people: 100 },
    { name: 'b', events: 21, people: 300 },
  ];
  const [low, high] = limitsOf(sites).at(100);
  expect([low, high].map((share) => Number(share.toFixed(6)))).toEqual([0.01, 0.19]);
  expect(isOutside({ name: 'c', events: 20, people: 100 }, sites)).toBe(true);
  expect(isOutside({ name: 'd', events: 18, people: 100 }, sites)).toBe(false);
});

const concept: Concept = {
  system: 's',
  code: 'hf',
  display: 'Heart failure',
  synonyms: ['Cardiac insufficiency', 'CHF'],
};

test.each<[string, number]>([
  ['', 1],
  ['heart', 2],
  ['fail hea', 2],
  ['chf', 1],
  ['insuf', 1],
  ['eart', 0],
  ['heart attack', 0],
])('a concept asked for by "%s" answers with %i', (text, rank) => {
  expect(answers(concept, text)).toBe(rank);
});
