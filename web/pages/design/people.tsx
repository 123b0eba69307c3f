import { ClockBadge } from '../../components/clock-badge.tsx';
import { DateTime } from '../../components/date-time.tsx';
import { DiffView } from '../../components/diff-view.tsx';
import { MattersCard, type Matter } from '../../components/matters-card.tsx';
import { Panel } from '../../components/page.tsx';
import { PatientBanner } from '../../components/patient-banner.tsx';
import { TaskRow } from '../../components/task-row.tsx';
import { Timeline } from '../../components/timeline.tsx';
import styles from './design.module.css';
import { inHours } from './facts.tsx';

const team = [
  { name: 'Ana María Ruiz, MD', role: 'Physician' },
  { name: 'Jonah Weiss', role: 'Nurse' },
  { name: 'Priya Nair', role: 'Behavioral care manager' },
  { name: 'Tom Ekholm', role: 'Pharmacist' },
  { name: 'Lena Ortiz', role: 'Social worker' },
];

/** The banner with everything, with little, and of one who has died. */
export function BannerSamples() {
  return (
    <Panel title="PatientBanner" id="patient-banner">
      <div className={styles['samples']}>
        <div className={styles['bannerBox']}>
          <PatientBanner
            name="Sample Person With A Long Name"
            birthDate="1958-03-12"
            gender="female"
            pronouns="she/her"
            language="Spanish"
            needsInterpreter
            mrn="000-000"
            allergies={[
              { text: 'Penicillin: anaphylaxis', severe: true },
              { text: 'Sulfa' },
              { text: 'Latex' },
              { text: 'Peanut' },
              { text: 'Codeine' },
            ]}
            alerts={['Fall risk']}
            team={team}
            consent={{ state: 'met', text: 'Shares with all' }}
            coverage="Medicare"
          />
        </div>
        <div className={styles['bannerBox']}>
          <PatientBanner
            name="Second Sample"
            birthDate="2025-10-02"
            gender="male"
            mrn="000-001"
            allergies="none"
            team={team.slice(0, 2)}
          />
        </div>
        <div className={styles['bannerBox']}>
          <PatientBanner name="Third Sample" birthDate="1931-10" deceased="2024-02-03" allergies="not-asked" />
        </div>
      </div>
    </Panel>
  );
}

const matters: Matter[] = [
  {
    id: 'conflict',
    state: 'act',
    kind: 'Conflict',
    sentence: 'Two blood pressure goals disagree: below 130/80 and below 140/90.',
    evidence: 'Cardiology set one on March 2, primary care the other last year.',
    action: { label: 'Choose one goal', onAct: () => undefined },
    why: 'Goals of the same measure for one person must not contradict each other.',
  },
  {
    id: 'result',
    state: 'soon',
    kind: 'Result to review',
    sentence: 'Potassium 5.6 mmol/L, above the reference.',
    action: { label: 'Review', onAct: () => undefined },
  },
  { id: 'met', state: 'met', kind: 'Goal met', sentence: 'A1c is below 7 % for the second time.' },
];

/** What is to be done, what happened, and what changed. */
export function WorkSamples() {
  return (
    <div className={styles['columns']}>
      <MattersCard settled={3} matters={matters} />
      <Panel title="TaskRow" id="task-row">
        <TaskRow
          kind="task"
          next
          title="Call within 2 business days of discharge"
          patient={{ id: 'sample', name: 'Sample Person' }}
          due={<ClockBadge due={inHours(-4)} />}
        />
        <TaskRow
          kind="result"
          title="Potassium 5.6 mmol/L, high"
          patient={{ id: 'sample', name: 'Sample Person' }}
          detail="Basic metabolic panel"
          due={<DateTime value={inHours(-2)} />}
        />
        <TaskRow kind="visit" title="Follow-up visit" detail="Room 4" due={<DateTime value={inHours(2)} />} />
        <TaskRow
          kind="message"
          title="A question about the new tablets"
          patient={{ id: 'sample', name: 'Sample Person' }}
        />
      </Panel>
      <Panel title="Timeline" id="timeline">
        <div className={styles['samples']}>
          <Timeline
            label="Sample events"
            items={[
              {
                id: '1',
                at: inHours(-3),
                lane: 'primary',
                title: 'Office visit',
                detail: 'Blood pressure follow-up',
                onOpen: () => undefined,
              },
              { id: '2', at: '2025-02-02', lane: 'hospital', title: 'Admitted for heart failure', detail: '4 days' },
              { id: '3', at: '2024-11', title: 'Moved to a new address' },
            ]}
          />
        </div>
      </Panel>
      <Panel title="DiffView" id="diff-view">
        <div className={styles['samples']}>
          <DiffView
            changes={[
              { path: 'status', before: 'active', after: 'completed' },
              { path: 'dosage › text', before: 'one tablet daily', after: 'two tablets daily' },
              { path: 'note › text', after: 'Tolerated well' },
              { path: 'priority', before: 'urgent' },
            ]}
          />
          <DiffView changes={[]} />
        </div>
      </Panel>
    </div>
  );
}
