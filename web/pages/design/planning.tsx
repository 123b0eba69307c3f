import { Button } from '@mantine/core';
import { useState } from 'react';
import { CodePicker, type Concept, type Picked } from '../../components/code-picker.tsx';
import { ConflictBracket } from '../../components/conflict-bracket.tsx';
import { ConsentSheet } from '../../consent/consent-sheet.tsx';
import { PersonPicker, type PickablePerson } from '../../components/person-picker.tsx';
import { PlanRow } from '../../components/plan-row.tsx';
import { PrintLayout } from '../../components/print-layout.tsx';
import { SlotPicker, type FreeSlot } from '../../components/slot-picker.tsx';
import { showToast } from '../../components/undo-toast.tsx';
import styles from './design.module.css';

const nurse = { name: 'Jonah Weiss', role: 'Nurse' };
const cardiologist = { name: 'Ana María Ruiz, MD', role: 'Cardiologist' };

/** Rows of a plan in every state, and two that contradict each other. */
export function PlanSamples() {
  return (
    <>
      <ul>
        <PlanRow
          kind="goal"
          title="Blood pressure below 130/80"
          detail="last 142/88, 3 days ago · by June"
          lane="primary"
          owner={cardiologist}
          state={{ state: 'soon', word: 'Not met' }}
          onOpen={() => undefined}
        />
        <PlanRow
          kind="step"
          title="Walk 20 minutes, four days a week"
          lane="home"
          owner={nurse}
          present={{ name: 'Priya Nair' }}
          state={{ state: 'info', word: 'Going on' }}
          onOpen={() => undefined}
        />
        <PlanRow
          kind="step"
          title="Repeat potassium"
          detail="by 12 May"
          lane="specialty"
          owner={nurse}
          state={{ state: 'act', word: 'Overdue' }}
        />
        <PlanRow
          kind="step"
          title="Start spironolactone 12.5 mg"
          detail="for heart failure"
          lane="specialty"
          suggestedBy="Ana María Ruiz, MD"
          acts={
            <Button size="xs" variant="default">
              Take it in
            </Button>
          }
        />
        <PlanRow kind="step" title="Without an owner yet" detail="no date" />
      </ul>
      <ConflictBracket
        sentence="Two targets for blood pressure: below 130/80 and below 140/90."
        ways={[
          { label: 'Keep below 130/80 · Ana María Ruiz, MD', onTake: () => undefined },
          { label: 'Keep below 140/90 · Jonah Weiss', onTake: () => undefined },
          { label: 'Ask both', onTake: () => undefined },
        ]}
      >
        <PlanRow kind="goal" title="Blood pressure below 130/80" lane="specialty" owner={cardiologist} />
        <PlanRow kind="goal" title="Blood pressure below 140/90" lane="primary" owner={nurse} />
      </ConflictBracket>
    </>
  );
}

const concepts: Concept[] = [
  { system: 'urn:sample', code: 'hf', display: 'Heart failure', synonyms: ['Cardiac insufficiency', 'CHF'] },
  { system: 'urn:sample', code: 'htn', display: 'Hypertension', synonyms: ['High blood pressure'] },
  { system: 'urn:sample', code: 'dm2', display: 'Type 2 diabetes', synonyms: ['Adult-onset diabetes'] },
  { system: 'urn:sample', code: 'dep', display: 'Major depression, single episode' },
  { system: 'urn:sample', code: 'asthma', display: 'Asthma' },
];

const team: PickablePerson[] = [
  { reference: 'Practitioner/ruiz', name: 'Ana María Ruiz, MD', role: 'Cardiologist', site: 'Heart Clinic' },
  { reference: 'Practitioner/weiss', name: 'Jonah Weiss', role: 'Nurse', site: 'North Clinic' },
];

const people: PickablePerson[] = [
  ...team,
  { reference: 'Practitioner/nair', name: 'Priya Nair', role: 'Behavioral care manager', site: 'North Clinic' },
  { reference: 'Practitioner/ekholm', name: 'Tom Ekholm', role: 'Pharmacist', site: 'Hospital' },
];

const slots: FreeSlot[] = [
  { id: 's1', start: '2025-05-12T09:00:00', minutes: 20, with: 'Ana María Ruiz, MD', site: 'Heart Clinic' },
  { id: 's2', start: '2025-05-12T09:40:00', minutes: 20, with: 'Ana María Ruiz, MD', site: 'Heart Clinic' },
  { id: 's3', start: '2025-05-12T14:00:00', minutes: 40, with: 'Jonah Weiss', site: 'North Clinic' },
  { id: 's4', start: '2025-05-13T08:20:00', minutes: 20, with: 'Priya Nair', site: 'North Clinic' },
];

/** Choosing a concept, a person, a time. */
export function PickerSamples() {
  const [problem, setProblem] = useState<Picked | null>(null);
  const [owner, setOwner] = useState<PickablePerson | null>(team[0] ?? null);
  const [slot, setSlot] = useState<string | null>('s2');
  return (
    <div className={styles['columns']}>
      <div className={styles['samples']}>
        <CodePicker
          label="Problem"
          help="Type a name; words without a code will do."
          value={problem}
          onChange={setProblem}
          concepts={concepts}
          common={['htn', 'hf']}
          allowText
        />
        <CodePicker
          label="Reason"
          value={null}
          onChange={() => undefined}
          concepts={concepts}
          error="A reason is needed: choose one."
        />
        <PersonPicker label="Owner" value={owner} onChange={setOwner} team={team} people={people} />
        <PersonPicker label="Second reader" value={null} onChange={() => undefined} people={people} disabled />
      </div>
      <div className={styles['samples']}>
        <SlotPicker label="Free times" slots={slots} value={slot} onChange={setSlot} />
        <SlotPicker
          label="Free times at the east clinic"
          slots={[]}
          value={null}
          onChange={() => undefined}
          elsewhere={slots[3]}
        />
      </div>
    </div>
  );
}

/** Giving leave, and what is handed over on paper. */
export function ConsentAndPrintSamples() {
  const [open, setOpen] = useState(false);
  return (
    <>
      <div className={styles['row']}>
        <Button onClick={() => setOpen(true)}>Open a consent</Button>
      </div>
      {open ? (
        <ConsentSheet
          opened
          onClose={() => setOpen(false)}
          signer="Sample Person"
          today="2025-05-12"
          known={[
            { reference: 'Practitioner/1', ...cardiologist, site: 'North Clinic' },
            { reference: 'Organization/east', name: 'East Clinic', role: 'Clinic' },
          ]}
          programmes={[{ reference: 'Organization/recovery', name: 'Sample Recovery' }]}
          places={[{ reference: 'Organization/east', name: 'East Clinic' }]}
          refused={{ until: 'Choose the day on which it ends.' }}
          onSign={() => {
            setOpen(false);
            showToast('East Clinic may see what you chose.', () => undefined);
          }}
        />
      ) : null}
      <PrintLayout
        title="My plan this week"
        patient={{ name: 'Sample Person', birthDate: '1958-03-12', mrn: '000-000' }}
        from={{ site: 'North Clinic', phone: '555 0100' }}
        at="2025-05-12T09:30:00Z"
        sections={[
          { heading: 'Three things to do', body: <p>Weigh yourself each morning. Take the water pill. Walk.</p> },
          { heading: 'Who to call', body: <p>Jonah Weiss, nurse: 555 0100, any day until 18:00.</p> },
        ]}
      />
    </>
  );
}
