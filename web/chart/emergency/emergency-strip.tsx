import { Button } from '@mantine/core';
import { IconAlertTriangleFilled } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import type { Glass } from '../../api/glass.ts';
import { saySpan, sayTime } from '../../lib/dates.ts';
import styles from './emergency.module.css';
import { t } from './messages.ts';

const TICK_MS = 15_000;

/** Above an open chart: that it is open by an emergency, how long still, and its end. */
export function EmergencyStrip({ glass, onClose }: { glass: Glass; onClose: () => void }) {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), TICK_MS);
    return () => clearInterval(timer);
  }, []);
  const left = { span: saySpan(Math.max(glass.ends - now, 0)), time: sayTime(new Date(glass.ends)) };
  return (
    <section className={styles['strip']} aria-label={t('open.title')}>
      <IconAlertTriangleFilled size={16} aria-hidden="true" />
      <span>
        <span className="tl-strong">{t('open.title')}</span>: {t('open.left', left)}. {t('open.told')}
      </span>
      <Button size="xs" variant="default" onClick={onClose}>
        {t('open.close')}
      </Button>
    </section>
  );
}
