/** What every part of the chart shares: the chart itself, who looks, what changed just now, and the ways to other parts. */
import { createContext, useContext } from 'react';
import type { Account, Change } from '../api/model.ts';
import type { Emergency } from './emergency/use-emergency.ts';
import type { Journey } from '../journey/index.ts';
import type { Chart } from './model/chart.ts';
import type { Rights } from './rights.ts';
import type { OrderSeed } from './use-orders.ts';

/** What the sheet at the right shows; it goes back to what it showed before. */
export type SheetPage =
  | { kind: 'fact'; ref: string; title: string }
  | { kind: 'visit'; ref: string }
  | { kind: 'series'; key: string }
  | { kind: 'document'; ref: string }
  | { kind: 'medication'; key: string };

export type ChartPlace = {
  chart: Chart;
  journey: Journey;
  patientId: string;
  account: Account;
  rights: Rights;
  emergency: Emergency & { /** Opens the sheet that asks why. */ ask: () => void };
  changed: ReadonlyMap<string, Change>;
  /** The problem that everything else steps back for. */
  focus: string | undefined;
  setFocus: (problem: string | undefined) => void;
  open: (page: SheetPage) => void;
  /** Begins an order in the place of another. */
  replaceOrder: (seed: OrderSeed) => void;
  /** Opens whatever a reference points to in the fitting page. */
  openRef: (ref: string, title?: string) => void;
};

export const ChartContext = createContext<ChartPlace | null>(null);

/** The chart around the calling component. */
export function useChartPlace(): ChartPlace {
  const place = useContext(ChartContext);
  if (!place) throw new Error('broken invariant: a part of the chart outside of the chart');
  return place;
}

/** The class that tints what another changed just now. */
export function changedClass(
  changed: ReadonlyMap<string, unknown>,
  ...refs: readonly (string | undefined)[]
): string | undefined {
  return refs.some((ref) => ref !== undefined && changed.has(ref)) ? 'tl-changed' : undefined;
}

/** The page of the sheet for a reference. */
export function pageOf(chart: Chart, ref: string, title = ''): SheetPage {
  const type = ref.split('/')[0];
  if (type === 'Encounter' && chart.visits.some((visit) => visit.ref === ref)) return { kind: 'visit', ref };
  if (type === 'Observation') {
    const measured = chart.results.measurements.find((one) => one.ref === ref);
    if (measured) return { kind: 'series', key: measured.key };
  }
  if (chart.documents.some((one) => one.ref === ref)) return { kind: 'document', ref };
  if (type === 'MedicationRequest') {
    const medication = chart.medications.find((one) => one.steps.some((step) => step.refs.includes(ref)));
    if (medication) return { kind: 'medication', key: medication.key };
  }
  return { kind: 'fact', ref, title };
}
