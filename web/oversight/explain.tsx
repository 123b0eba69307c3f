/** Who sees what: of one patient's record, by one of the staff, and by which rule. */
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { patientsQuery } from '../api/queries.ts';
import { DataTable, type Column } from '../components/data-table.tsx';
import { EmptyState } from '../components/empty-state.tsx';
import { ErrorState } from '../components/error-state.tsx';
import { ChoiceField, TextField } from '../components/field.tsx';
import { Panel } from '../components/page.tsx';
import { PersonPicker, type PickablePerson } from '../components/person-picker.tsx';
import { Skeleton } from '../components/skeleton.tsx';
import { sayBirthDate } from '../lib/dates.ts';
import { nameIn, t } from './messages.ts';
import { OversightPage } from './oversight-page.tsx';
import styles from './oversight.module.css';
import { explainedQuery, staffQuery, type Found, type StaffAccount } from './queries.ts';

const MOST_PATIENTS = 6;

/** See above. */
export function ExplainPage() {
  return (
    <OversightPage page="access" title={t('explain.title')} lead={t('explain.lead')}>
      <Asking />
    </OversightPage>
  );
}

function Asking() {
  const staff = useQuery(staffQuery).data ?? [];
  const [who, setWho] = useState<PickablePerson | null>(null);
  const [patient, setPatient] = useState('');
  const asked = staff.find(({ assignment }) => assignment === who?.reference);
  return (
    <>
      <div className={styles['asked']}>
        <PersonPicker
          label={t('explain.staff')}
          value={who}
          onChange={setWho}
          people={staff.map(({ assignment, name, roleName }) => ({ reference: assignment, name, role: roleName }))}
        />
        <PatientField value={patient} onChange={setPatient} />
      </div>
      {asked && patient ? (
        <Answer key={`${asked.assignment} ${patient}`} who={asked} patient={patient} />
      ) : (
        <EmptyState title={t('explain.choose')} detail={t('explain.chooseDetail')} />
      )}
    </>
  );
}

function PatientField({ value, onChange }: { value: string; onChange: (id: string) => void }) {
  const [text, setText] = useState('');
  const found = useQuery({ ...patientsQuery(text), enabled: text.trim() !== '' }).data ?? [];
  const shown = text.trim() === '' ? [] : found.slice(0, MOST_PATIENTS);
  return (
    <div className={styles['parts']}>
      <TextField
        type="search"
        label={t('explain.patient')}
        help={t('explain.patientHelp')}
        autoComplete="off"
        value={text}
        onChange={(next) => {
          setText(next);
          onChange('');
        }}
      />
      {shown.length > 0 ? (
        <ChoiceField
          label={t('explain.which')}
          value={value}
          onChange={onChange}
          choices={shown.map(({ id, name, birthDate }) => ({
            value: id,
            label: birthDate ? `${name}, ${sayBirthDate(birthDate)}` : name,
          }))}
        />
      ) : null}
    </div>
  );
}

function Answer({ who, patient }: { who: StaffAccount; patient: string }) {
  const query = useQuery(explainedQuery(who, patient));
  if (query.isError) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  if (!query.data) return <Skeleton lines={6} height={32} />;
  const { about, found } = query.data;
  const { name } = about;
  return (
    <>
      <Part
        title={t('explain.kept', { name })}
        none={t('explain.nothingKept', { name })}
        rows={found.filter((one) => !one.seen)}
      />
      <Part
        title={t('explain.seen', { name })}
        none={t('explain.nothingSeen', { name })}
        rows={found.filter((one) => one.seen)}
      />
    </>
  );
}

function Part({ title, none, rows }: { title: string; none: string; rows: readonly Found[] }) {
  return (
    <Panel title={title} aside={rows.reduce((sum, one) => sum + one.count, 0)}>
      {rows.length === 0 ? (
        <div className={styles['inside']}>
          <p>{none}</p>
        </div>
      ) : (
        <DataTable label={title} rows={rows} columns={columnsOf()} rowKey={(row) => `${row.type} ${row.basis}`} />
      )}
    </Panel>
  );
}

function columnsOf(): Column<Found>[] {
  return [
    { key: 'type', header: t('explain.type'), cell: (row) => row.type, sort: (row) => row.type, lead: true },
    { key: 'count', header: t('explain.count'), cell: (row) => row.count, sort: (row) => row.count, numeric: true },
    { key: 'rule', header: t('explain.rule'), cell: (row) => sayBasis(row), sort: (row) => row.basis },
    {
      key: 'examples',
      header: t('explain.examples'),
      cell: (row) => {
        const more = row.count - row.examples.length;
        const ids = row.examples.map((one) => one.split('/')[1]).join(', ');
        return <span className="tl-label">{more > 0 ? `${ids} ${t('explain.more', { count: more })}` : ids}</span>;
      },
    },
  ];
}

const PLAIN = [
  'consent',
  'programme',
  'author',
  'care-relationship',
  'no-care-relationship',
  'restricted-record',
  'break-glass',
  'system',
] as const;

/** A rule's name (`sees`, `decide`) as a reason. */
export function sayBasis({ basis, seen }: Pick<Found, 'basis' | 'seen'>): string {
  if (basis.startsWith('sealed:')) return t('rule.sealed', { label: nameIn('label', basis.slice('sealed:'.length)) });
  if (basis.startsWith('masked:')) return t('rule.masked', { label: nameIn('label', basis.slice('masked:'.length)) });
  if (basis.startsWith('consent:')) return t('rule.byConsent');
  const plain = PLAIN.find((one) => one === basis);
  if (plain) return t(`rule.${plain}`);
  return t(seen ? 'rule.role' : 'rule.noRole');
}
