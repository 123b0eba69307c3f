import type { PatientHit } from '../api/model.ts';
import { sayAge, sayBirthDate, toDate } from '../lib/dates.ts';
import { sayPhone } from '../lib/addresses.ts';
import { t } from '../messages/index.ts';
import { Marked } from './marked.tsx';
import styles from './patient-line.module.css';
import { PersonFace } from './person-face.tsx';

export type PatientLineProps = { hit: PatientHit; query: string; compact?: boolean };

/** One person as a search result: enough to tell two people of one name apart. */
export function PatientLine({ hit, query, compact = false }: PatientLineProps) {
  const former = hit.formerNames?.filter((name) => name !== hit.name) ?? [];
  return (
    <span className={styles['line']} data-compact={compact || undefined}>
      <PersonFace name={hit.name} size={compact ? 24 : 32} />
      <span className={styles['who']}>
        <span className={styles['name']}>
          <Marked text={hit.name} query={query} />
        </span>
        {former.length > 0 ? (
          <span className={styles['former']}>
            <Marked text={t('patients.formerly', { names: former.join(', ') })} query={query} />
          </span>
        ) : null}
      </span>
      <span className={styles['facts']}>
        <span className={styles['age']}>{ageAndGender(hit)}</span>
        <span className={styles['born']} data-tip={hit.birthDate}>
          {hit.birthDate ? <BirthDate birthDate={hit.birthDate} matched={hit.matched === 'birthDate'} /> : null}
        </span>
        <span className={styles['mrn']}>
          {hit.mrn ? (
            <>
              <span className="tl-muted">MRN </span>
              <Marked text={hit.mrn} query={hit.matched === 'mrn' ? query : ''} by="digits" />
            </>
          ) : null}
        </span>
        {compact ? null : (
          <span className={styles['phone']}>
            {hit.phone ? (
              <Marked text={sayPhone(hit.phone)} query={hit.matched === 'phone' ? query : ''} by="digits" />
            ) : null}
          </span>
        )}
      </span>
    </span>
  );
}

function BirthDate({ birthDate, matched }: { birthDate: string; matched: boolean }) {
  const text = sayBirthDate(birthDate);
  return matched ? <mark>{text}</mark> : text;
}

function ageAndGender(hit: PatientHit): string {
  const died = typeof hit.deceased === 'string' ? hit.deceased : undefined;
  const age = hit.birthDate ? sayAge(hit.birthDate, died ? toDate(died) : undefined) : '';
  const gender =
    hit.gender === 'female' || hit.gender === 'male' || hit.gender === 'other' ? t(`gender.${hit.gender}`) : '';
  const end = died
    ? t('patients.died', { date: sayBirthDate(died.slice(0, 10)) })
    : hit.deceased
      ? t('patients.deceased')
      : '';
  return [age, gender, end].filter(Boolean).join(', ');
}
