import { FilterBar } from '../components/filter-bar.tsx';
import { JourneyView } from '../journey/index.ts';
import { useChartPlace } from './chart-place.ts';
import styles from './chart.module.css';
import { t } from './messages.ts';
import { t as journey } from '../journey/messages.ts';

const SHOWN = 8;

/** The Journey, and the problems by which it is narrowed. */
export function JourneyTab() {
  const place = useChartPlace();
  const problems = place.chart.problems
    .filter((problem) => problem.isActive && !problem.isCircumstance)
    .slice(0, SHOWN);
  return (
    <section className={styles['tabBody']} aria-labelledby="tab-heading">
      <h2 id="tab-heading" className="tl-hidden">
        {t('tab.journey')}
      </h2>
      {problems.length > 0 ? (
        <div className={styles['chips']}>
          <FilterBar
            label={journey('focus.label')}
            filters={problems.map((problem) => ({ key: problem.ref, label: problem.name }))}
            selected={place.focus ? [place.focus] : []}
            onChange={([chosen]) => place.setFocus(chosen)}
            single
          />
        </div>
      ) : null}
      <JourneyView
        journey={place.journey}
        focus={place.focus}
        changed={place.changed}
        onOpen={(ref) => place.openRef(ref)}
      />
    </section>
  );
}
