import { describe, expect, it } from 'vitest';
import { personRows, siteRows } from './directory.ts';
import type { Directory } from './model.ts';

const directory: Directory = {
  sites: [
    {
      resourceType: 'Organization',
      id: 'oak',
      name: 'Oak Clinic',
      type: [{ text: 'Primary care' }],
      telecom: [{ system: 'phone', value: '5035550123' }],
    },
    {
      resourceType: 'Location',
      id: 'oak-1',
      name: 'Oak Clinic, first floor',
      managingOrganization: { reference: 'Organization/oak' },
      address: { city: 'Salem' },
    },
    { resourceType: 'Organization', id: 'plan', name: 'A plan', type: [{ coding: [{ code: 'pay' }] }] },
    { resourceType: 'Location', id: 'annex', name: 'Annex' },
  ],
  people: [
    { resourceType: 'Practitioner', id: 'ruiz', name: [{ family: 'Ruiz', given: ['Ana'] }] },
    {
      resourceType: 'PractitionerRole',
      id: 'r1',
      practitioner: { reference: 'Practitioner/ruiz' },
      organization: { reference: 'Organization/oak' },
      code: [{ text: 'Physician' }],
    },
    {
      resourceType: 'PractitionerRole',
      id: 'r2',
      practitioner: { reference: 'Practitioner/ruiz' },
      organization: { display: 'Elsewhere' },
      code: [{ text: 'Physician' }],
    },
  ],
};

describe('the directory', () => {
  it('shows an organization once, with the address of its place', () => {
    expect(siteRows(directory)).toEqual([
      { id: 'Organization/oak', name: 'Oak Clinic', kind: 'Primary care', address: 'Salem', phone: '(503) 555-0123' },
      { id: 'Location/annex', name: 'Annex', kind: '', address: '', phone: '' },
    ]);
  });

  it('shows a person once, with every site', () => {
    expect(personRows(directory)).toEqual([
      {
        id: 'Practitioner/ruiz',
        name: 'Ana Ruiz',
        role: 'Physician',
        specialty: '',
        site: 'Oak Clinic, Elsewhere',
        phone: '',
      },
    ]);
  });
});
