import { WhoLooked } from './access/who-looked.tsx';
import { useChartPlace } from './chart-place.ts';
import styles from './chart.module.css';
import { Consents, EmergencySection } from './emergency/said-sections.tsx';

/** Who may look, the way in for an emergency, and, for those to whom it is told, who looked. */
export function AccessTab() {
  const { rights } = useChartPlace();
  return (
    <div className={styles['tabBody']}>
      <Consents />
      <EmergencySection />
      {rights.access ? <WhoLooked /> : null}
    </div>
  );
}
