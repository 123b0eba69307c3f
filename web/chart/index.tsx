/** The chart of one person: the head that stays, one tab, "What matters now" beside it, and one sheet at the right. */
import { useMediaQuery } from '@mantine/hooks';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { useTitle } from '../components/page.tsx';
import { ErrorState } from '../components/error-state.tsx';
import { Sheet } from '../components/sheet.tsx';
import { Skeleton } from '../components/skeleton.tsx';
import { EmergencySheet } from './emergency/emergency-sheet.tsx';
import { ChartContext, useChartPlace } from './chart-place.ts';
import styles from './chart.module.css';
import { ChartSheet } from './chart-sheet.tsx';
import { Header, isTab, tabsFor, type Tab } from './header.tsx';
import { MattersPanel } from './matters-panel.tsx';
import { t } from './messages.ts';
import { isTouched } from './note/draft.ts';
import { NoteSheet } from './note/note-sheet.tsx';
import { useDraft } from './note/use-draft.ts';
import { OrderPane } from '../orders/order-pane.tsx';
import { TabContent } from './tab-content.tsx';
import { useChart } from './use-chart.ts';
import { indicationsOf, visitNow } from './use-orders.ts';

const route = getRouteApi('/signed-in/patients/$id/$tab');
/** From here on "What matters now" has a column of its own. */
const COLUMN_FROM = '(min-width: 1200px)';

/** See above. Another person's chart begins anew: nothing opened or chosen here goes along. */
export function ChartPage() {
  const { id, tab } = route.useParams();
  return <ChartOf key={id} id={id} tab={tab} />;
}

function ChartOf({ id, tab }: { id: string; tab: string }) {
  const answer = useChart(id);
  const { place, query, sheet, back, close, orders } = answer;
  const hasColumn = useMediaQuery(COLUMN_FROM, true) ?? true;
  const [drawer, setDrawer] = useState(false);
  const held = useDraft(answer.accountId, id);
  const [noteOpen, setNoteOpen] = useState(held.draft.isOpen && held.draft.sent === undefined);
  const shown: Tab | undefined = isTab(tab) && (!place || tabsFor(place.rights).includes(tab)) ? tab : undefined;
  useTitle(
    t('chart.title', { name: place?.chart.who.name ?? t('chart.someone'), tab: shown ? t(`tab.${shown}`) : '' }),
  );
  const note = (isOpen: boolean) => {
    setNoteOpen(isOpen);
    // The visit begins when its note is first opened, not when the chart was.
    held.change({ isOpen, ...(isTouched(held.draft) ? {} : { begun: new Date().toISOString() }) });
  };
  if (query.isError && !place) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  if (!place) return <Loading />;
  return (
    <ChartContext value={place}>
      <div className={styles['chart']}>
        <Header
          onNote={() => note(true)}
          onOrder={orders.open}
          ordersHeld={orders.held.lines.length}
          hasDraft={isTouched(held.draft)}
          onMatters={() => setDrawer(true)}
          hasColumn={hasColumn}
        />
        <div className={styles['body']} data-column={(hasColumn && place.rights.matters) || undefined}>
          <div className={styles['main']}>
            <TabContent tab={shown} />
          </div>
          {hasColumn && place.rights.matters ? (
            <aside className={styles['column']} aria-labelledby="matters">
              <MattersPanel />
            </aside>
          ) : null}
        </div>
      </div>
      <Sheet
        opened={drawer && !hasColumn}
        onClose={() => setDrawer(false)}
        title={t('matters.open', { count: place.chart.matters.open.length })}
      >
        <MattersPanel onLeave={() => setDrawer(false)} />
      </Sheet>
      <ChartSheet pages={sheet} onBack={back} onClose={close} />
      {answer.asking && answer.emergency.rules ? (
        <EmergencySheet
          patientId={id}
          rules={answer.emergency.rules}
          onClose={answer.leave}
          onOpened={() => {
            answer.leave();
            answer.emergency.opened();
          }}
        />
      ) : null}
      <Ordering orders={orders} />
      <NoteSheet opened={noteOpen} onOpen={() => setNoteOpen(true)} onClose={() => note(false)} held={held} />
    </ChartContext>
  );
}

/** The order pane over the chart that it takes its defaults from. */
function Ordering({ orders }: { orders: ReturnType<typeof useChart>['orders'] }) {
  const { chart, patientId } = useChartPlace();
  return (
    <OrderPane
      opened={orders.isOpen}
      onClose={orders.close}
      patientId={patientId}
      encounter={visitNow(chart)}
      indications={indicationsOf(chart)}
      held={orders.held}
    />
  );
}

function Loading() {
  return (
    <div className={styles['loading']}>
      <Skeleton lines={2} height={24} />
      <Skeleton lines={1} height={112} />
      <Skeleton lines={8} height={32} />
    </div>
  );
}
