/** The chart of a person, made anew whenever the record changes, and kept true by the live stream. */
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useCallback, useEffect, useMemo, useRef, useState, type Dispatch, type SetStateAction } from 'react';
import { useChanged, useLiveChart } from '../api/live.ts';
import { directoryQuery, recordQuery } from '../api/queries.ts';
import { journeyOf } from '../journey/index.ts';
import { useEmergency } from './emergency/use-emergency.ts';
import { pageOf, type ChartPlace, type SheetPage } from './chart-place.ts';
import { chartOf, type Chart } from './model/chart.ts';
import { rightsOf } from './rights.ts';
import { useOrders } from './use-orders.ts';

const signedIn = getRouteApi('/signed-in');
const HOUR_MS = 3_600_000;

/** All that the page and its parts need; `place` is there once the record is. */
export function useChart(patientId: string) {
  const { account } = signedIn.useRouteContext();
  const query = useQuery(recordQuery(patientId));
  useLiveChart(patientId);
  const changed = useChanged();
  const now = useNow();
  // Who works where: a record names people, the directory their roles. The chart stands without it.
  const directory = useQuery(directoryQuery).data;
  const chart = useMemo(() => {
    if (!query.data) return undefined;
    const { resources, related } = query.data;
    return chartOf(
      { resources, related: directory ? [...related, ...directory.people, ...directory.sites] : related },
      now,
    );
  }, [query.data, directory, now]);
  const journey = useMemo(() => chart && journeyOf(chart), [chart]);
  const [focus, setFocus] = useState<string>();
  const [sheet, setSheet] = useState<SheetPage[]>([]);
  useOnlyWhatIsThere(chart, setSheet);
  const open = useCallback((page: SheetPage) => setSheet((pages) => [...pages, page]), []);
  const orders = useOrders(patientId, rightsOf(account.role).orders !== 'look');
  const { replace } = orders;
  const emergency = useEmergency(patientId);
  const [asking, setAsking] = useState(false);
  const place = useMemo((): ChartPlace | undefined => {
    if (!chart || !journey) return undefined;
    return {
      chart,
      journey,
      patientId,
      account,
      rights: rightsOf(account.role),
      emergency: { ...emergency, ask: () => setAsking(true) },
      changed,
      focus,
      setFocus,
      open,
      replaceOrder: (seed) => void replace(seed, chart),
      openRef: (ref, title) => open(pageOf(chart, ref, title)),
    };
  }, [chart, journey, patientId, account, emergency, changed, focus, open, replace]);
  return {
    accountId: account.id,
    orders,
    place,
    query,
    emergency,
    asking,
    leave: () => setAsking(false),
    sheet,
    back: () => setSheet((pages) => pages.slice(0, -1)),
    close: () => setSheet([]),
  };
}

/** What is not in the record any more is not on a sheet either. */
function useOnlyWhatIsThere(chart: Chart | undefined, setSheet: Dispatch<SetStateAction<SheetPage[]>>): void {
  const before = useRef<Chart>(undefined);
  useEffect(() => {
    const last = before.current;
    before.current = chart;
    const isGone = (page: SheetPage) =>
      'ref' in page && last?.index.find(page.ref) !== undefined && chart?.index.find(page.ref) === undefined;
    setSheet((pages) => (pages.some(isGone) ? pages.filter((page) => !isGone(page)) : pages));
  }, [chart, setSheet]);
}

/** The present, to the hour: clocks of the chart run by days. */
function useNow(): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), HOUR_MS);
    return () => clearInterval(timer);
  }, []);
  return now;
}
