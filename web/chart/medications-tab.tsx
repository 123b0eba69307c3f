/** What is taken and was, with doses; allergies; immunizations. */
import { useMemo } from 'react';
import { DataTable, type Column } from '../components/data-table.tsx';
import { DateTime } from '../components/date-time.tsx';
import { EmptyState } from '../components/empty-state.tsx';
import { Provenance } from '../components/provenance.tsx';
import { StateChip } from '../components/state-chip.tsx';
import { useChartPlace } from './chart-place.ts';
import styles from './chart.module.css';
import { t as shell } from '../messages/index.ts';
import { t } from './messages.ts';
import type { Allergy, Vaccine } from './model/care-facts.ts';
import type { Medication } from './model/medications.ts';

function columnsOf(): Column<Medication>[] {
  return [
    {
      key: 'name',
      header: t('medications.name'),
      cell: (row) => row.name || shell('fact.unnamed'),
      sort: (row) => row.name,
      lead: true,
    },
    { key: 'dose', header: t('medications.dose'), cell: (row) => row.current.dose },
    {
      key: 'for',
      header: t('medications.for'),
      cell: (row) => row.reasons[0]?.name ?? row.reasonText,
      sort: (row) => row.reasons[0]?.name ?? row.reasonText,
    },
    { key: 'since', header: t('medications.since'), cell: sinceCell, sort: (row) => row.fromMs, width: '8rem' },
    {
      key: 'by',
      header: t('medications.by'),
      cell: (row) => row.current.source.by,
      sort: (row) => row.current.source.by,
    },
  ];
}

function sinceCell(row: Medication) {
  if (row.isActive) return <DateTime value={row.steps[0]?.from} precision="day" />;
  return row.current.to ? (
    <DateTime value={row.current.to} precision="day" />
  ) : (
    <span className="tl-muted">{t('ended.unknown')}</span>
  );
}

function stoppedColumns(): Column<Medication>[] {
  return columnsOf().map((column) =>
    column.key === 'since'
      ? { ...column, header: t('medications.past'), sort: (row: Medication) => row.current.toMs ?? row.current.fromMs }
      : column,
  );
}

/** See above. */
export function MedicationsTab() {
  const { chart, changed, open } = useChartPlace();
  const columns = useMemo(() => columnsOf(), []);
  const stopped = useMemo(() => stoppedColumns(), []);
  const active = chart.medications.filter((one) => one.isActive);
  const past = chart.medications.filter((one) => !one.isActive);
  const shared = {
    rowKey: (row: Medication) => row.key,
    onOpen: (row: Medication) => open({ kind: 'medication', key: row.key }),
    isChanged: (row: Medication) => row.current.refs.some((ref) => changed.has(ref)),
  };
  return (
    <div className={styles['tabBody']}>
      <section aria-labelledby="active-heading">
        <h2 id="active-heading">{t('medications.active')}</h2>
        <DataTable
          label={t('medications.active')}
          rows={active}
          columns={columns}
          {...shared}
          empty={<p className="tl-muted">{t('medications.none')}</p>}
        />
      </section>
      <div className={styles['halves']}>
        <AllergyList />
        <VaccineList />
      </div>
      {past.length > 0 ? (
        <section aria-labelledby="past-heading">
          <h2 id="past-heading">{t('medications.past')}</h2>
          <DataTable
            label={t('medications.past')}
            rows={past}
            columns={stopped}
            {...shared}
            initialSort={{ key: 'since', desc: true }}
          />
        </section>
      ) : null}
    </div>
  );
}

function AllergyList() {
  const { chart, openRef } = useChartPlace();
  const { state, list, noneSource } = chart.allergies;
  return (
    <section aria-labelledby="allergies-heading">
      <h2 id="allergies-heading">{t('allergies.title')}</h2>
      {state === 'not-asked' ? (
        <EmptyState title={t('allergies.notAsked')} detail={t('allergies.notAskedDetail')} />
      ) : null}
      {state === 'none-known' ? (
        <EmptyState
          title={t('allergies.none')}
          detail={
            noneSource ? (
              <Provenance
                by={noneSource.by}
                at={noneSource.at}
                where={noneSource.where}
                onHistory={() => openRef(noneSource.ref, t('allergies.none'))}
              />
            ) : (
              t('allergies.noneDetail')
            )
          }
        />
      ) : null}
      <ul className={styles['facts']}>
        {list.map((allergy) => (
          <AllergyItem key={allergy.ref} allergy={allergy} />
        ))}
      </ul>
    </section>
  );
}

function AllergyItem({ allergy }: { allergy: Allergy }) {
  const { changed, openRef } = useChartPlace();
  const { source } = allergy;
  return (
    <li className={changed.has(allergy.ref) ? 'tl-changed' : undefined}>
      <span className={styles['factHead']}>
        <span className="tl-strong">{allergy.name}</span>
        {allergy.isSevere && allergy.isActive ? <StateChip state="act">{t('allergies.severe')}</StateChip> : null}
        {allergy.isActive ? null : <StateChip state="info">{t('allergies.inactive')}</StateChip>}
      </span>
      {allergy.reactions.length > 0 ? <span>{allergy.reactions.join(', ')}</span> : null}
      <Provenance
        by={source.by}
        at={source.at}
        where={source.where}
        onHistory={() => openRef(allergy.ref, allergy.name)}
      />
    </li>
  );
}

function VaccineList() {
  const { chart } = useChartPlace();
  return (
    <section aria-labelledby="vaccines-heading">
      <h2 id="vaccines-heading">{t('vaccines.title')}</h2>
      {chart.vaccines.length === 0 ? <EmptyState title={t('vaccines.none')} /> : null}
      <ul className={styles['facts']}>
        {chart.vaccines.map((vaccine) => (
          <VaccineItem key={vaccine.key} vaccine={vaccine} />
        ))}
      </ul>
    </section>
  );
}

function VaccineItem({ vaccine }: { vaccine: Vaccine }) {
  const { changed, openRef } = useChartPlace();
  const [last] = vaccine.doses;
  return (
    <li className={vaccine.doses.some((dose) => changed.has(dose.ref)) ? 'tl-changed' : undefined}>
      <span className={styles['factHead']}>
        <span className="tl-strong">{vaccine.name}</span>
        <span className="tl-label">
          {t('vaccines.doses')}: {vaccine.doses.length}
        </span>
      </span>
      {last ? (
        <Provenance
          by={last.source.by}
          at={last.at}
          where={last.source.where}
          onHistory={() => openRef(last.ref, vaccine.name)}
        />
      ) : null}
    </li>
  );
}
