/** What somebody is to be: the role, and where; or whose record, and who signs in for them. */
import { Button } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { ROLES } from '../../src/base/caller.ts';
import styles from '../account/account.module.css';
import { relatedQuery, type NewAssignment } from '../api/accounts.ts';
import { siteRows } from '../api/directory.ts';
import type { Directory, PatientHit } from '../api/model.ts';
import { directoryQuery, patientsQuery } from '../api/queries.ts';
import { DateField, SelectField, TextField } from '../components/field.tsx';
import { PatientLine } from '../components/patient-line.tsx';
import { nameOf } from '../lib/names.ts';
import { t as shell } from '../messages/index.ts';
import { sayRole, t } from './messages.ts';

/** The fields as they stand; days as the browser's picker gives them. */
export type AssignmentDraft = {
  role: string;
  site: string;
  patient: { id: string; name: string } | null;
  proxy: string;
  from: string;
  until: string;
};

export const NO_ASSIGNMENT: AssignmentDraft = { role: '', site: '', patient: null, proxy: '', from: '', until: '' };

/** The first moment of a day here, or, at its end, the first after it. */
function momentOf(day: string, after: 0 | 1): string {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  return new Date(year, month - 1, date + after).toISOString();
}

/** The reference of the position that a person has at a site, where the directory has one. */
function positionAt({ people }: Directory, practitioner: string | undefined, site: string): string | undefined {
  const position = people.find(
    (one) =>
      one.resourceType === 'PractitionerRole' &&
      one.practitioner?.reference === practitioner &&
      one.organization?.reference === site,
  );
  return position?.id ? `PractitionerRole/${position.id}` : undefined;
}

/** What the draft asks for. */
export function askedFor(draft: AssignmentDraft, directory?: Directory, practitioner?: string): NewAssignment {
  const position =
    directory && practitioner && draft.site ? positionAt(directory, practitioner, draft.site) : undefined;
  const times = {
    ...(draft.from ? { from: momentOf(draft.from, 0) } : {}),
    ...(draft.until ? { until: momentOf(draft.until, 1) } : {}),
  };
  if (draft.role === 'patient') {
    return {
      role: 'patient',
      ...(draft.patient ? { patient: draft.patient.id } : {}),
      ...(draft.proxy ? { proxy: draft.proxy } : {}),
      ...times,
    };
  }
  return {
    role: draft.role,
    ...(draft.site ? { site: draft.site } : {}),
    ...(position ? { practitionerRole: position } : {}),
    ...times,
  };
}

/** What is missing of a draft, by field. */
export function missingOf(draft: AssignmentDraft): { role?: string; patient?: string } {
  if (!draft.role) return { role: t('need.role') };
  return draft.role === 'patient' && !draft.patient ? { patient: t('need.patient') } : {};
}

type FieldsProps = {
  draft: AssignmentDraft;
  onChange: (draft: AssignmentDraft) => void;
  errors: { role?: string; patient?: string };
};

/** See above. */
export function AssignmentFields({ draft, onChange, errors }: FieldsProps) {
  const directory = useQuery(directoryQuery);
  const roles = ROLES.filter((role) => role !== 'system');
  const sites = directory.data ? siteRows(directory.data) : [];
  const set = (more: Partial<AssignmentDraft>) => onChange({ ...draft, ...more });
  return (
    <>
      <SelectField
        label={t('role.label')}
        value={draft.role}
        onChange={(role) => set({ role })}
        error={errors.role}
        choices={[{ value: '', label: '' }, ...roles.map((role) => ({ value: role, label: sayRole(role) }))]}
      />
      {draft.role === 'patient' ? (
        <PatientFields draft={draft} onChange={onChange} errors={errors} />
      ) : (
        <SelectField
          label={t('role.site')}
          value={draft.site}
          onChange={(site) => set({ site })}
          choices={[
            { value: '', label: t('role.noSite') },
            ...sites.map((site) => ({ value: site.id, label: site.name })),
          ]}
        />
      )}
      <DateField label={t('role.from')} value={draft.from} onChange={(from) => set({ from })} optional />
      <DateField
        label={t('role.until')}
        help={t('role.untilHelp')}
        value={draft.until}
        onChange={(until) => set({ until })}
        optional
      />
    </>
  );
}

function PatientFields({ draft, onChange, errors }: FieldsProps) {
  const { patient } = draft;
  const related = useQuery(relatedQuery(patient?.id ?? ''));
  if (!patient) {
    return (
      <FindPatient
        error={errors.patient}
        onFound={({ id, name }) => onChange({ ...draft, patient: { id, name }, proxy: '' })}
      />
    );
  }
  const people = (related.data ?? []).map((one) => ({
    value: `RelatedPerson/${one.id}`,
    label: [nameOf(one.name), one.relationship?.[0]?.text ?? one.relationship?.[0]?.coding?.[0]?.display]
      .filter(Boolean)
      .join(' · '),
  }));
  return (
    <>
      <div className={styles['chosen']}>
        <span>
          <span className="tl-label">{t('role.whose')}</span>
          <span className="tl-strong">{patient.name}</span>
        </span>
        <Button variant="default" size="compact-md" onClick={() => onChange({ ...draft, patient: null, proxy: '' })}>
          {t('role.whoseChange')}
        </Button>
      </div>
      <SelectField
        label={t('role.who')}
        value={draft.proxy}
        onChange={(proxy) => onChange({ ...draft, proxy })}
        choices={[{ value: '', label: t('role.self') }, ...people]}
      />
    </>
  );
}

function FindPatient({ error, onFound }: { error: string | undefined; onFound: (hit: PatientHit) => void }) {
  const [text, setText] = useState('');
  const [wanted] = useDebouncedValue(text, 120);
  const hits = useQuery({ ...patientsQuery(wanted), enabled: wanted.trim() !== '' });
  return (
    <>
      <TextField
        type="search"
        label={t('role.whose')}
        help={t('role.whoseHelp')}
        value={text}
        onChange={setText}
        error={error}
        autoComplete="off"
      />
      {wanted.trim() && hits.data?.length === 0 ? (
        <p className="tl-muted">{shell('patients.none', { text: wanted.trim() })}</p>
      ) : null}
      {wanted.trim() && hits.data ? (
        <ul className={styles['choices']}>
          {hits.data.slice(0, 6).map((hit) => (
            <li key={hit.id}>
              <button type="button" className={styles['choice']} onClick={() => onFound(hit)}>
                <span>
                  <PatientLine hit={hit} query={wanted} />
                </span>
              </button>
            </li>
          ))}
        </ul>
      ) : null}
    </>
  );
}
