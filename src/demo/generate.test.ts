import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { PARTNER_ROLES, ROLES } from '../base/index.ts';
import { validate } from '../fhir/index.ts';
import { STORIES, accounts, check, generateDemo } from './index.ts';
import type { Bundle, Encounter, Resource } from './r4.ts';

const TODAY = '2026-11-22';

function generated(seed: number, patients: number, today = TODAY, minute = 0): Resource[] {
  return [...generateDemo({ seed, patients, today, minute })].flatMap(({ bundle }) =>
    bundle.entry.map(({ resource }) => resource),
  );
}

function hashOf(seed: number): string {
  const hash = createHash('sha256');
  for (const part of generateDemo({ seed, patients: 60, today: TODAY })) hash.update(JSON.stringify(part));
  return hash.digest('hex');
}

const referencesIn = (bundle: Bundle): string[] =>
  [...JSON.stringify(bundle).matchAll(/"reference":"([^"]+)"/g)].map((match) => match[1] ?? '');

describe('the demonstration', () => {
  it('is the same byte for byte for the same seed, and another for another', () => {
    expect(hashOf(7)).toBe(hashOf(7));
    expect(hashOf(7)).not.toBe(hashOf(8));
  });

  it('comes in bundles that can be loaded in order: each refers to itself and to the directory alone', () => {
    const known = new Set<string>();
    for (const { kind, bundle } of generateDemo({ seed: 2, patients: 40, today: TODAY })) {
      const own = new Set(bundle.entry.map(({ request }) => request.url));
      expect(
        bundle.entry.every(
          ({ request, resource }) =>
            request.method === 'PUT' && request.url === `${resource.resourceType}/${resource.id}`,
        ),
      ).toBe(true);
      expect(referencesIn(bundle).filter((reference) => !own.has(reference) && !known.has(reference))).toEqual([]);
      if (kind === 'directory') for (const url of own) known.add(url);
    }
  });

  it('is R4 without an error', () => {
    const issues = generated(5, 60).flatMap((resource) =>
      validate(resource).map((issue) => `${resource.resourceType}/${resource.id}: ${JSON.stringify(issue)}`),
    );
    expect(issues).toEqual([]);
  });

  it.each(Array.from({ length: 20 }, (_, index) => index + 1))('has nothing implausible with seed %i', (seed) => {
    expect(check(generated(seed, seed <= 3 ? 150 : 40), { today: TODAY })).toEqual([]);
  });

  it.each(['2024-02-29', '2026-03-10', '2027-07-04'])('stands on any day: %s', (today) => {
    expect(check(generated(11, 30, today), { today })).toEqual([]);
  });

  it.each([
    ['2026-11-22', 7 * 60],
    ['2026-11-24', 9 * 60 + 50],
    ['2026-11-24', 12 * 60 + 30],
    ['2026-11-24', 23 * 60 + 55],
  ])('stands at any hour: %s, minute %i', (today, minute) => {
    const resources = generated(1, 150, today, minute);
    expect(check(resources, { today, minute })).toEqual([]);
    const of = (status: string) =>
      resources.filter((each) => each['status'] === status && String(each['start']).startsWith(today)).length;
    expect([of('booked') > 0, of('fulfilled') > 0]).toEqual([minute < 1000, minute > 9 * 60]);
  });

  it('has 150 people, some hundred resources each', () => {
    const resources = generated(1, 150);
    expect(resources.filter(({ resourceType }) => resourceType === 'Patient')).toHaveLength(150);
    expect(resources.length).toBeGreaterThan(12_000);
    expect(resources.length).toBeLessThan(30_000);
  });
});

describe('the accounts', () => {
  const resources = new Set(generated(1, 40).map(({ resourceType, id }) => `${resourceType}/${id}`));
  it('cover every role of people: those of partners outside are machines, as the system is', () => {
    const roles = new Set(accounts().map(({ role }) => role));
    const machines: readonly string[] = [...PARTNER_ROLES, 'system'];
    expect(ROLES.filter((role) => !roles.has(role))).toEqual(machines);
  });
  it('belong to people and sites that are there', () => {
    const missing = accounts()
      .flatMap(({ practitioner, patient, site }) => [practitioner, patient, site])
      .filter((reference) => reference !== undefined && !resources.has(reference));
    expect(missing).toEqual([]);
  });
  it('have names of their own', () => {
    const names = accounts().map(({ username }) => username);
    expect(new Set(names).size).toBe(names.length);
    for (const name of [
      'physician',
      'nurse',
      'transitional',
      'behavioral',
      'psychiatrist',
      'psychologist',
      'social',
      'chw',
      'pharmacist',
      'registrar',
      'scheduler',
      'biller',
      'analyst',
      'finance',
      'privacy',
      'admin',
      'cardiology',
      'patient',
    ])
      expect(names).toContain(name);
  });
});

describe('the stories', () => {
  const resources = generated(4, 150);
  const of = (key: string, type: string): Resource[] => {
    const id = STORIES.find((story) => story.key === key)?.id;
    return resources.filter(
      (resource) => resource.resourceType === type && JSON.stringify(resource).includes(`"Patient/${id}"`),
    );
  };
  const textOf = (resource: Resource): string => JSON.stringify(resource);

  it('are all there', () => {
    const ids = new Set(resources.map(({ id }) => id));
    expect(STORIES.filter(({ id }) => !ids.has(id))).toEqual([]);
    expect(accounts().find(({ role }) => role === 'patient')?.patient).toBe(
      `Patient/${STORIES.find(({ key }) => key === 'sugar-better')?.id}`,
    );
  });
  it('the cardiologist sees an echo of last week, a visit today and two pressure targets of two people', () => {
    const echo = of('heart-and-mood', 'Procedure').find((procedure) => textOf(procedure).includes('Echocardiogram'));
    expect(textOf(echo ?? { resourceType: 'Procedure', id: '' })).toMatch(/2026-11-1[4-9]/);
    expect(
      of('heart-and-mood', 'Appointment').some(
        (each) => each['status'] === 'booked' && String(each['start']).startsWith(TODAY),
      ),
    ).toBe(true);
    const targets = of('heart-and-mood', 'Goal').filter((goal) => textOf(goal).includes('Blood pressure under'));
    expect(targets).toHaveLength(2);
    expect(new Set(targets.map((goal) => JSON.stringify(goal['expressedBy']))).size).toBe(2);
  });
  it('three people left the hospital yesterday evening, and their calls are waiting', () => {
    for (const key of ['home-heart', 'home-lungs', 'home-pneumonia']) {
      const stay = (of(key, 'Encounter') as Encounter[]).findLast((encounter) => encounter.class.code === 'IMP');
      expect(stay?.period.end?.slice(0, 10)).toBe('2026-11-21');
      expect(
        of(key, 'Task').some((task) => task['status'] === 'requested' && textOf(task).includes('transition-call')),
      ).toBe(true);
    }
  });
  it('the PHQ-9 of the registry does not fall in nine weeks', () => {
    const totals = of('mood-nine-weeks', 'Observation')
      .filter((each) => textOf(each).includes('44261-6'))
      .map((each) => (each['valueQuantity'] as { value: number }).value);
    expect(totals.length).toBeGreaterThan(3);
    expect(Math.min(...totals)).toBeGreaterThanOrEqual(12);
  });
  it('the A1c of the patient account falls', () => {
    const values = of('sugar-better', 'Observation')
      .filter((each) => textOf(each).includes('4548-4'))
      .map((each) => (each['valueQuantity'] as { value: number }).value);
    expect(Math.max(...values) - (values.at(-1) ?? 99)).toBeGreaterThan(1.5);
  });
  it('every clinic has people today', () => {
    const today = resources.filter(
      (each) =>
        each.resourceType === 'Appointment' && each['status'] === 'booked' && String(each['start']).startsWith(TODAY),
    );
    for (const clinic of [
      'mill-street-clinic',
      'eastgate-clinic',
      'harbor-clinic',
      'orchard-hill-clinic',
      'riverbend-cardiology',
      'larkspur-behavioral',
      'alder-county-neighbors',
    ]) {
      expect(today.filter((each) => textOf(each).includes(`Location/${clinic}`)).length, clinic).toBeGreaterThanOrEqual(
        2,
      );
    }
  });
  it('three people lie in hospital now', () => {
    const stays = resources.filter(
      (each) => each.resourceType === 'Encounter' && each['status'] === 'in-progress' && textOf(each).includes('"IMP"'),
    );
    expect(stays).toHaveLength(3);
  });
  it('everyone who works has work waiting', () => {
    const waiting = resources
      .filter(
        (each) =>
          (each.resourceType === 'Task' && ['requested', 'accepted'].includes(String(each['status']))) ||
          (each['status'] === 'booked' && String(each['start']).startsWith(TODAY)) ||
          each['status'] === 'in-progress',
      )
      .map(textOf)
      .join();
    const idle = accounts().filter(({ practitioner }) => practitioner && !waiting.includes(`"${practitioner}"`));
    expect(idle.map(({ username }) => username)).toEqual([]);
  });
  it('some hand-offs were never taken up, and most were', () => {
    const orders = resources.filter((each) => each.resourceType === 'ServiceRequest');
    const open = orders.filter((each) => each['status'] === 'active').length;
    expect(open).toBeGreaterThan(5);
    expect(orders.filter((each) => each['status'] === 'completed').length).toBeGreaterThan(open);
  });
});
