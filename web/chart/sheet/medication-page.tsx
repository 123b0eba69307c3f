/** A medicine: what is taken, for what, and every dose there was. */
import { CodeText } from '../../components/code-text.tsx';
import { Provenance } from '../../components/provenance.tsx';
import { StateChip } from '../../components/state-chip.tsx';
import { sayDay } from '../../lib/dates.ts';
import { useChartPlace } from '../chart-place.ts';
import styles from '../chart.module.css';
import { t } from '../messages.ts';
import type { DoseStep, Medication } from '../model/medications.ts';

/** See above. */
export function MedicationPage({ medicationKey }: { medicationKey: string }) {
  const { chart } = useChartPlace();
  const medication = chart.medications.find((one) => one.key === medicationKey);
  if (!medication) return null;
  const reasons = medication.reasons.map((problem) => problem.name).join(', ') || medication.reasonText;
  return (
    <div className={styles['page']}>
      <p>
        <StateChip state={medication.isActive ? 'met' : 'info'}>
          {medication.isActive ? t('medications.active') : t('medications.past')}
        </StateChip>
      </p>
      <p>
        <CodeText concept={medication.concept} />
      </p>
      {reasons ? (
        <p className="tl-muted">
          {t('medications.for')}: {reasons}
        </p>
      ) : null}
      <h3>{t('medications.steps')}</h3>
      <ol className={styles['facts']}>
        {medication.steps.toReversed().map((step) => (
          <Dose key={step.from} step={step} medication={medication} />
        ))}
      </ol>
    </div>
  );
}

function Dose({ step, medication }: { step: DoseStep; medication: Medication }) {
  const { open, changed } = useChartPlace();
  const isCurrent = step === medication.current && medication.isActive;
  const end = step.to ? t('until', { date: sayDay(step.to.slice(0, 10)) }) : isCurrent ? undefined : t('ended.unknown');
  const { source } = step;
  return (
    <li className={step.refs.some((ref) => changed.has(ref)) ? 'tl-changed' : undefined}>
      <span className={styles['factHead']}>
        <span className="tl-strong">{step.dose || medication.name}</span>
        <span className="tl-label">
          {[t('since', { date: sayDay(step.from.slice(0, 10)) }), end, step.stopReason].filter(Boolean).join(' · ')}
        </span>
      </span>
      {step.refs.length > 1 ? (
        <span className="tl-label">{t('medications.renewals', { count: step.refs.length })}</span>
      ) : null}
      <Provenance
        by={source.by}
        at={source.at}
        where={source.where}
        onHistory={() => open({ kind: 'fact', ref: source.ref, title: medication.name })}
      />
    </li>
  );
}
