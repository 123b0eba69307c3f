/** The accounting of disclosures as it goes on paper. */
import { Button } from '@mantine/core';
import { IconArrowLeft, IconPrinter } from '@tabler/icons-react';
import type { Accounting } from '../../api/model.ts';
import { PrintLayout } from '../../components/print-layout.tsx';
import { sayBirthDate, sayTime } from '../../lib/dates.ts';
import { useChartPlace } from '../chart-place.ts';
import chartStyles from '../chart.module.css';
import styles from './access.module.css';
import { t } from './messages.ts';
import { consentsOf, sayDone, sayRole, sayWho, sayWhy } from './say-access.ts';

/** See above. */
export function AccountingPage({ accounting, onBack }: { accounting: Accounting; onBack: () => void }) {
  const { chart, account } = useChartPlace();
  const { who } = chart;
  const [from, to] = [sayBirthDate(accounting.from.slice(0, 10)), sayBirthDate(accounting.to.slice(0, 10))];
  return (
    <div className={chartStyles['tabBody']}>
      <div className={styles['acts']}>
        <Button variant="default" leftSection={<IconArrowLeft size={16} aria-hidden="true" />} onClick={onBack}>
          {t('print.back')}
        </Button>
        <Button leftSection={<IconPrinter size={16} aria-hidden="true" />} onClick={() => window.print()}>
          {t('print.now')}
        </Button>
      </div>
      <PrintLayout
        title={t('print.title')}
        patient={{ name: who.name, birthDate: who.birthDate ?? '', ...(who.mrn ? { mrn: who.mrn } : {}) }}
        from={{ site: account.site?.name ?? 'Throughline' }}
        at={accounting.at}
        audience="staff"
        sections={[{ heading: t('print.period', { from, to }), body: <Lines accounting={accounting} /> }]}
      />
    </div>
  );
}

function Lines({ accounting: { accesses } }: { accounting: Accounting }) {
  if (accesses.length === 0) return <p>{t('print.none')}</p>;
  return (
    // A wide table is moved by keyboard too.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a region that scrolls must be reachable
    <div className={styles['wide']} tabIndex={0} role="region" aria-label={t('print.title')}>
      <table className={styles['paper']}>
        <thead>
          <tr>
            <th scope="col">{t('col.day')}</th>
            <th scope="col">{t('col.name')}</th>
            <th scope="col">{t('col.did')}</th>
            <th scope="col">{t('col.why')}</th>
          </tr>
        </thead>
        <tbody>
          {accesses.map((one) => (
            <tr key={`${one.day} ${one.agent} ${one.decision}`}>
              <td>
                {one.day} {sayTime(one.first)}
              </td>
              <td>{[sayWho(one), sayRole(one), one.site].filter(Boolean).join(', ')}</td>
              <td>
                {sayDone(one).join('; ')} ({t('times', { count: one.count })})
              </td>
              <td>{[sayWhy(one), ...consentsOf(one)].filter(Boolean).join('; ')}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
