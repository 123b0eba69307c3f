import { ClockBadge } from '../../components/clock-badge.tsx';
import { CodeText } from '../../components/code-text.tsx';
import { DateTime } from '../../components/date-time.tsx';
import { LaneMark } from '../../components/lane-mark.tsx';
import { PersonFace } from '../../components/person-face.tsx';
import { Provenance } from '../../components/provenance.tsx';
import { StateChip } from '../../components/state-chip.tsx';
import { Value } from '../../components/value.tsx';
import { LANES } from '../../lib/lanes.ts';
import styles from './design.module.css';

const HOUR_MS = 3_600_000;

/** A moment so many hours from now, so that every state of a clock is on the page. */
export function inHours(hours: number): string {
  return new Date(Date.now() + hours * HOUR_MS).toISOString();
}

const ruiz = { name: 'Ana María Ruiz, MD', role: 'Physician' };

const diabetes = {
  text: 'Type 2 diabetes',
  coding: [
    { system: 'http://snomed.info/sct', code: '44054006', display: 'Diabetes mellitus type 2' },
    { system: 'http://hl7.org/fhir/sid/icd-10-cm', code: 'E11.9' },
  ],
};

/** States, lanes, people and clocks. */
export function MarkSamples() {
  return (
    <>
      <div className={styles['row']}>
        <StateChip state="act">Act now</StateChip>
        <StateChip state="soon">Due soon</StateChip>
        <StateChip state="met">Goal met</StateChip>
        <StateChip state="info">For information</StateChip>
      </div>
      <div className={styles['row']}>
        {LANES.map((lane) => (
          <LaneMark key={lane} lane={lane} label />
        ))}
        {LANES.map((lane) => (
          <LaneMark key={lane} lane={lane} />
        ))}
      </div>
      <div className={styles['row']}>
        <PersonFace {...ruiz} size={20} />
        <PersonFace {...ruiz} size={24} />
        <PersonFace {...ruiz} size={32} />
        <PersonFace {...ruiz} size={40} />
        <PersonFace {...ruiz} withName />
        <PersonFace {...ruiz} size={32} withName />
      </div>
      <div className={styles['row']}>
        <ClockBadge due={inHours(-30)} />
        <ClockBadge due={inHours(5)} />
        <ClockBadge due={inHours(72)} />
        <ClockBadge due={inHours(5)} done />
      </div>
    </>
  );
}

/** The small facts of a chart. */
export function FactSamples() {
  return (
    <>
      <div className={styles['row']}>
        <CodeText concept={diabetes} />
        <CodeText concept={{ text: 'Named, without a code' }} />
        <CodeText concept={undefined} />
      </div>
      <div className={styles['row']}>
        <Value value="7.10" unit="%" range={{ high: 5.7 }} interpretation="high" trend="down" size="key" />
        <Value value={128} unit="mm[Hg]" trend="flat" />
        <Value value="3.1" unit="mmol/L" range={{ low: 3.5, high: 5.1 }} interpretation="low" />
        <Value value="6.8" unit="mmol/L" range={{ low: 3.5, high: 5.1 }} interpretation="critical-high" trend="up" />
        <Value value={92} unit="mL/min/{1.73_m2}" range={{ low: 60 }} interpretation="normal" />
      </div>
      <div className={styles['row']}>
        <DateTime value={inHours(-1)} />
        <DateTime value={inHours(-24)} />
        <DateTime value={inHours(-96)} />
        <DateTime value={inHours(-24 * 40)} />
        <DateTime value="2019-05-17" />
        <DateTime value="2019-05" />
        <DateTime value="2019" />
        <DateTime value={inHours(-1)} precision="day" />
      </div>
      <Provenance by="Ana María Ruiz, MD" where="A clinic" at={inHours(-26)} onHistory={() => undefined} />
      <Provenance />
    </>
  );
}
