import { Link } from '@tanstack/react-router';
import { EmptyState } from '../components/empty-state.tsx';
import { AccessTab } from './access-tab.tsx';
import { useChartPlace } from './chart-place.ts';
import { DocumentsTab } from './documents-tab.tsx';
import type { Tab } from './header.tsx';
import { JourneyTab } from './journey-tab.tsx';
import { MedicationsTab } from './medications-tab.tsx';
import { t } from './messages.ts';
import { PlanTab } from './plan-tab.tsx';
import { ResultsTab } from './results-tab.tsx';
import { SummaryTab } from './summary-tab.tsx';
import { TeamTab } from './team-tab.tsx';
import { VisitsTab } from './visits-tab.tsx';

const CONTENT = {
  summary: SummaryTab,
  journey: JourneyTab,
  plan: PlanTab,
  results: ResultsTab,
  medications: MedicationsTab,
  visits: VisitsTab,
  documents: DocumentsTab,
  team: TeamTab,
  access: AccessTab,
} as const satisfies Record<Tab, () => React.ReactNode>;

/** One part of the chart; a word and a way back for an address that names none. */
export function TabContent({ tab }: { tab: Tab | undefined }) {
  const { patientId } = useChartPlace();
  if (!tab) {
    return (
      <EmptyState
        title={t('chart.unknownTab')}
        action={
          <Link to="/patients/$id/$tab" params={{ id: patientId, tab: 'summary' }}>
            {t('chart.toSummary')}
          </Link>
        }
      />
    );
  }
  const Content = CONTENT[tab];
  return <Content />;
}
