/** A person's consents with all that the screens about them need, and the writing of one. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import { personRows, siteRows } from '../api/directory.ts';
import type { Account } from '../api/model.ts';
import { directoryQuery, save } from '../api/queries.ts';
import type { PickablePerson } from '../components/person-picker.tsx';
import { nameOf } from '../lib/names.ts';
import { consentsQuery, personQuery, programmesQuery } from './queries.ts';
import type { Named } from './terms.ts';

/** Who may be named in a consent: people with role and site, and sites. */
export function useKnown(): {
  people: PickablePerson[];
  sites: Named[];
  nameOf: (reference: string) => string | undefined;
} {
  const directory = useQuery(directoryQuery).data;
  return useMemo(() => {
    const sites = directory ? siteRows(directory) : [];
    const people = directory ? personRows(directory) : [];
    const organizations = sites.filter(({ id }) => id.startsWith('Organization/'));
    const names = new Map([...sites, ...people].map(({ id, name }) => [id, name]));
    return {
      people: [
        ...people.map(({ id, name, role, site }) => ({ reference: id, name, role, site })),
        ...organizations.map(({ id, name, kind }) => ({ reference: id, name, role: kind })),
      ],
      sites: organizations.map(({ id, name }) => ({ reference: id, name })),
      nameOf: (reference) => names.get(reference),
    };
  }, [directory]);
}

/** The patient whose record an account answers for: their own, or that of whom they act for. */
export function ownPatient(account: Account): string | undefined {
  return account.patient?.split('/').at(-1);
}

/** See above. */
export function useConsents(account: Account, patientId: string) {
  const client = useQueryClient();
  const query = useQuery(consentsQuery(patientId));
  const person = useQuery(personQuery(patientId)).data;
  const programmes = useQuery(programmesQuery).data;
  const known = useKnown();
  return {
    query,
    known,
    person,
    patient: { reference: `Patient/${patientId}`, name: nameOf(person?.name) },
    programmes: (programmes ?? []).map((reference) => ({ reference, name: known.nameOf(reference) ?? reference })),
    signer: account.name,
    /** Writes one, and shows what the server holds of all. */
    write: async (consent: fhir4.Consent): Promise<fhir4.Consent> => {
      const stored = await save(consent);
      await client.invalidateQueries({ queryKey: consentsQuery(patientId).queryKey });
      return stored;
    },
  };
}
