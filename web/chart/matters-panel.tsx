/** "What matters now" in words: one sentence, its evidence, its one act, and the rule behind it. */
import { getRouteApi } from '@tanstack/react-router';
import { MattersCard, type Matter as Shown } from '../components/matters-card.tsx';
import { sayDay, saySpan } from '../lib/dates.ts';
import { useMatterAct } from './acts.ts';
import styles from './chart.module.css';
import { useChartPlace } from './chart-place.ts';
import { t } from './messages.ts';
import { FOLLOW_UP_WITHIN_DAYS, REFERRAL_DAYS, RESULT_DAYS, type Matter } from './model/matters.ts';
import { sayMeasured, targetOfGoal } from './say.ts';

const route = getRouteApi('/signed-in/patients/$id/$tab');

/** The column of the chart. */
export function MattersPanel({ onLeave }: { onLeave?: () => void }) {
  const { chart, rights, patientId, openRef } = useChartPlace();
  const navigate = route.useNavigate();
  const actOf = useMatterAct(() => {
    onLeave?.();
    void navigate({ to: '/patients/$id/$tab', params: { id: patientId, tab: 'plan' } });
  });
  const { open, settled } = chart.matters;
  const shown = open.map((matter): Shown => {
    const onAct = (matter.rule === 'conflict' ? rights.clinical : rights.tasks) ? actOf(matter) : undefined;
    return {
      id: matter.id,
      state: matter.harm === 3 ? 'act' : 'soon',
      kind: t(`matter.kind.${matter.rule}`),
      sentence: <Sentence matter={matter} onOpen={openRef} />,
      evidence: evidenceOf(matter, chart.now),
      action: onAct && { label: t(`matter.${matter.rule}.act`), onAct },
      why: whyOf(matter),
    };
  });
  return <MattersCard matters={shown} settled={settled.length} />;
}

function Sentence({ matter, onOpen }: { matter: Matter; onOpen: (ref: string) => void }) {
  const ref = refOfMatter(matter);
  const text = sentenceOf(matter);
  return (
    <button type="button" className={styles['asText']} onClick={() => onOpen(ref)}>
      {text}
    </button>
  );
}

function refOfMatter(matter: Matter): string {
  switch (matter.rule) {
    case 'result':
      return matter.result.ref;
    case 'task':
      return matter.task.ref;
    case 'conflict':
      return matter.conflict.a.ref;
    default:
      return matter.handoff.ref;
  }
}

function sentenceOf(matter: Matter): string {
  switch (matter.rule) {
    case 'result': {
      const out =
        matter.result.interpretation ??
        matter.result.parts.map((part) => part.interpretation).find((one) => one && one !== 'normal');
      const direction = out && out !== 'normal' ? t(`matter.result.${out}`) : '';
      return t('matter.result', { name: matter.result.name, value: sayMeasured(matter.result), direction });
    }
    case 'discharge':
      return t('matter.discharge', { date: sayDay(matter.handoff.at.slice(0, 10)) });
    case 'conflict': {
      const { a, b, measure, measureName } = matter.conflict;
      return t('matter.conflict', { measure: measureName, a: targetOfGoal(a, measure), b: targetOfGoal(b, measure) });
    }
    case 'task':
      return t('matter.task', { title: matter.task.title });
    case 'referral':
      return t('matter.referral', { title: matter.handoff.title, span: saySpan(matter.handoff.days * 86_400_000) });
  }
}

function evidenceOf(matter: Matter, now: number): string {
  switch (matter.rule) {
    case 'result': {
      const { result, previous, alsoAbnormal } = matter;
      const where = [sayDay(result.at.slice(0, 10)), result.source.where].filter(Boolean).join(' · ');
      const before =
        previous && t('matter.result.before', { value: sayMeasured(previous), date: sayDay(previous.at.slice(0, 10)) });
      const also = alsoAbnormal > 0 ? t('matter.result.also', { count: alsoAbnormal }) : undefined;
      return [`${where}.`, before, also].filter(Boolean).join(' ');
    }
    case 'discharge':
      return t('matter.discharge.evidence', { title: matter.handoff.title, span: saySpan(now - matter.handoff.ms) });
    case 'conflict':
      return [matter.conflict.a, matter.conflict.b]
        .map((goal) => (goal.author ? t('goal.by', { name: goal.author.name }) : undefined))
        .filter(Boolean)
        .join(' · ');
    case 'task':
      return t('matter.task.evidence', {
        date: sayDay((matter.task.due ?? '').slice(0, 10)),
        owner: matter.task.owner?.name ?? t('matter.task.nobody'),
      });
    case 'referral':
      return t('matter.referral.evidence', {
        date: sayDay(matter.handoff.at.slice(0, 10)),
        to: matter.handoff.toName ?? t('matter.referral.elsewhere'),
      });
  }
}

function whyOf(matter: Matter): string {
  switch (matter.rule) {
    case 'result':
      return t('matter.result.why', { days: RESULT_DAYS });
    case 'discharge':
      return t('matter.discharge.why', { days: FOLLOW_UP_WITHIN_DAYS });
    case 'referral':
      return t('matter.referral.why', { days: REFERRAL_DAYS });
    case 'conflict':
      return t('matter.conflict.why');
    case 'task':
      return t('matter.task.why');
  }
}
