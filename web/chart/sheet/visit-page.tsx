/** A visit: when, where, with whom, why; what was found, measured, written, ordered and done. */
import type { ReactNode } from 'react';
import { DateTime } from '../../components/date-time.tsx';
import { LaneMark } from '../../components/lane-mark.tsx';
import { PersonFace } from '../../components/person-face.tsx';
import { Provenance } from '../../components/provenance.tsx';
import { saySpan } from '../../lib/dates.ts';
import { useChartPlace } from '../chart-place.ts';
import styles from '../chart.module.css';
import { Figure } from '../figure.tsx';
import { t } from '../messages.ts';
import type { Measurement } from '../model/results.ts';
import type { Visit } from '../model/visits.ts';
import { AttachmentText } from './document-page.tsx';

/** See above. */
export function VisitPage({ visitRef }: { visitRef: string }) {
  const { chart, open } = useChartPlace();
  const visit = chart.visits.find((one) => one.ref === visitRef);
  if (!visit) return null;
  const measured = chart.results.measurements.filter((one) => one.visitRef === visitRef);
  const vitals = measured.filter((one) => one.category === 'vital-signs');
  const notes = chart.documents.filter((one) => one.visitRef === visitRef);
  return (
    <div className={styles['page']}>
      <VisitHead visit={visit} />
      <Provenance
        by={visit.source.by}
        at={visit.source.at}
        where={visit.source.where}
        onHistory={() => open({ kind: 'fact', ref: visit.ref, title: visit.title })}
      />
      <Names title={t('visits.diagnoses')} names={visit.diagnoses} />
      <Figures title={t('visits.vitals')} measured={vitals} />
      <Figures title={t('visits.results')} measured={measured.filter((one) => one.category !== 'vital-signs')} />
      <Names title={t('visits.medicines')} names={medicinesAt(visitRef, chart)} />
      <Names
        title={t('visits.procedures')}
        names={chart.procedures.filter((one) => one.visitRef === visitRef).map((one) => one.name)}
      />
      {notes.length > 0 ? (
        <Part title={t('visits.notes')}>
          {notes.map((note) => (
            <article key={note.ref} className={styles['note']} aria-label={note.title}>
              <Provenance
                by={note.source.by}
                at={note.at}
                onHistory={() => open({ kind: 'fact', ref: note.ref, title: note.title })}
              />
              {note.attachments.map((attachment, place) => (
                <AttachmentText key={`${note.ref}-${attachment.url ?? place}`} attachment={attachment} />
              ))}
            </article>
          ))}
        </Part>
      ) : null}
    </div>
  );
}

function medicinesAt(visitRef: string, chart: ReturnType<typeof useChartPlace>['chart']): string[] {
  const orders = new Set(
    chart.index.atVisit('MedicationRequest', visitRef).map((order) => `MedicationRequest/${order.id}`),
  );
  return chart.medications.flatMap((medication) =>
    medication.steps
      .filter((step) => step.refs.some((ref) => orders.has(ref)))
      .map((step) => [medication.name, step.dose].filter(Boolean).join(' · ')),
  );
}

function VisitHead({ visit }: { visit: Visit }) {
  const kind = visit.kind === 'office' ? visit.title : t(`visits.kind.${visit.kind}`);
  const length = visit.endMs === undefined ? undefined : t('visits.lasted', { span: saySpan(visit.endMs - visit.ms) });
  return (
    <>
      <p className={styles['visitHead']}>
        <LaneMark lane={visit.lane} label={true} />
        <span>{kind}</span>
        <DateTime value={visit.from} />
        {length ? <span className="tl-muted">{length}</span> : null}
      </p>
      <p className="tl-muted">
        {[visit.place, visit.discharge && `${t('visits.discharge')}: ${visit.discharge}`].filter(Boolean).join(' · ')}
      </p>
      <ul className={styles['people']}>
        {visit.people.map((person) => (
          <li key={person.name}>
            <PersonFace name={person.name} {...(person.role ? { role: person.role } : {})} size={32} withName />
          </li>
        ))}
      </ul>
    </>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className={styles['part']}>
      <h3>{title}</h3>
      {children}
    </section>
  );
}

function Names({ title, names }: { title: string; names: readonly string[] }) {
  if (names.length === 0) return null;
  return (
    <Part title={title}>
      <ul className={styles['plainList']}>
        {[...new Set(names)].map((name) => (
          <li key={name}>{name}</li>
        ))}
      </ul>
    </Part>
  );
}

function Figures({ title, measured }: { title: string; measured: readonly Measurement[] }) {
  const { open, changed } = useChartPlace();
  if (measured.length === 0) return null;
  return (
    <Part title={title}>
      <ul className={styles['figures']}>
        {measured.map((one) => (
          <li key={one.ref} className={changed.has(one.ref) ? 'tl-changed' : undefined}>
            <button type="button" className={styles['asText']} onClick={() => open({ kind: 'series', key: one.key })}>
              {one.name}
            </button>
            <Figure measured={one} />
          </li>
        ))}
      </ul>
    </Part>
  );
}
