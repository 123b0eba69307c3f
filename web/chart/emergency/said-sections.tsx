/** The chart's part about who may look: what the person has said, as far as the reader may know it, and the way in for an emergency. */
import { Button } from '@mantine/core';
import { EmptyState } from '../../components/empty-state.tsx';
import { SaidList } from '../../consent/said-list.tsx';
import { isInForce } from '../../consent/terms.ts';
import { useKnown } from '../../consent/use-consents.ts';
import { dayHere } from '../../lib/dates.ts';
import { useChartPlace } from '../chart-place.ts';
import styles from './emergency.module.css';
import { t } from './messages.ts';

/** See above. */
export function Consents() {
  const { chart: record, account } = useChartPlace();
  const { nameOf } = useKnown();
  const today = dayHere();
  const all = record.index.of('Consent').filter((one) => one.status === 'active' || one.status === 'inactive');
  const now = all.filter((one) => isInForce(one, today));
  const past = all.filter((one) => !isInForce(one, today));
  const isOwn = account.role === 'patient';
  const voice = isOwn ? 'own' : 'staff';
  const shared = { voice, nameOf, today } as const;
  return (
    <section aria-labelledby="access-consents">
      <h2 id="access-consents">{t(isOwn ? 'consents.title.own' : 'consents.title')}</h2>
      {now.length === 0 ? (
        <EmptyState
          title={t(isOwn ? 'consents.none.own' : 'consents.none')}
          detail={t(isOwn ? 'consents.noneDetail.own' : 'consents.noneDetail')}
        />
      ) : (
        <SaidList consents={now} {...shared} />
      )}
      {past.length > 0 ? (
        <details>
          <summary>{t('consents.past', { count: past.length })}</summary>
          <SaidList consents={past} {...shared} />
        </details>
      ) : null}
    </section>
  );
}

/** The way in for an emergency, the same on every chart. */
export function EmergencySection() {
  const { emergency } = useChartPlace();
  if (!emergency.rules?.may || emergency.open) return null;
  return (
    <section aria-labelledby="access-emergency" className={styles['emergency']}>
      <h2 id="access-emergency">{t('emergency.title')}</h2>
      <p className={styles['lead']}>{t('emergency.lead')}</p>
      <Button variant="default" onClick={emergency.ask}>
        {t('emergency.open')}
      </Button>
    </section>
  );
}
