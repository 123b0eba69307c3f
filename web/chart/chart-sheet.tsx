/** The one sheet of the chart: a visit, a result over time, a document, a medicine, or the history of a fact; it goes back the way it came. */
import { IconArrowLeft } from '@tabler/icons-react';
import { Sheet } from '../components/sheet.tsx';
import type { SheetPage } from './chart-place.ts';
import { useChartPlace } from './chart-place.ts';
import styles from './chart.module.css';
import { t } from './messages.ts';
import type { Chart } from './model/chart.ts';
import { DocumentPage } from './sheet/document-page.tsx';
import { FactPage } from './sheet/fact-page.tsx';
import { MedicationPage } from './sheet/medication-page.tsx';
import { SeriesPage } from './sheet/series-page.tsx';
import { VisitPage } from './sheet/visit-page.tsx';

type ChartSheetProps = { pages: readonly SheetPage[]; onBack: () => void; onClose: () => void };

/** See above. */
export function ChartSheet({ pages, onBack, onClose }: ChartSheetProps) {
  const { chart } = useChartPlace();
  const page = pages.at(-1);
  return (
    <Sheet opened={page !== undefined} onClose={onClose} title={page ? titleOf(chart, page) : ''} width="wide">
      {pages.length > 1 ? (
        <button type="button" className={styles['backButton']} onClick={onBack}>
          <IconArrowLeft size={14} aria-hidden="true" />
          {t('back')}
        </button>
      ) : null}
      {page ? <Page page={page} /> : null}
    </Sheet>
  );
}

function Page({ page }: { page: SheetPage }) {
  switch (page.kind) {
    case 'visit':
      return <VisitPage visitRef={page.ref} />;
    case 'series':
      return <SeriesPage seriesKey={page.key} />;
    case 'document':
      return <DocumentPage documentRef={page.ref} />;
    case 'medication':
      return <MedicationPage medicationKey={page.key} />;
    case 'fact':
      return <FactPage factRef={page.ref} />;
  }
}

function titleOf(chart: Chart, page: SheetPage): string {
  switch (page.kind) {
    case 'visit': {
      const visit = chart.visits.find((one) => one.ref === page.ref);
      return visit?.reason ?? visit?.title ?? '';
    }
    case 'series':
      return chart.results.byKey.get(page.key)?.name ?? '';
    case 'document':
      return chart.documents.find((one) => one.ref === page.ref)?.title ?? '';
    case 'medication':
      return chart.medications.find((one) => one.key === page.key)?.name ?? '';
    case 'fact':
      return page.title || nameOfFact(chart, page.ref);
  }
}

function nameOfFact(chart: Chart, ref: string): string {
  const problem = chart.problems.find((one) => one.refs.includes(ref));
  const task = chart.plan.tasks.find((one) => one.ref === ref);
  const handoff = chart.handoffs.find((one) => one.ref === ref);
  const booking = chart.bookings.find((one) => one.ref === ref);
  return problem?.name ?? task?.title ?? handoff?.title ?? booking?.title ?? t('fact.title');
}
