/** What the pane does: the basket with what the server says of it, and the acts, each with its way back. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { CatalogueAnswer, Checked, Item, Placed } from './model.ts';
import { isApiError } from '../api/client.ts';
import { wordsFor } from '../components/error-state.tsx';
import { showToast } from '../components/undo-toast.tsx';
import { dayHere } from '../lib/dates.ts';
import { useLanguage } from '../lib/locale.ts';
import { newId } from '../lib/new-id.ts';
import {
  cancelOrder,
  catalogueQuery,
  checkQuery,
  keepFavourites,
  placeOrders,
  takeAnswer,
  untakeAnswer,
} from './api.ts';
import {
  askOf,
  askToCheck,
  lineOf,
  missingIn,
  type Indication,
  type Known,
  type Line,
  type Missing,
} from './basket.ts';
import { nameOf } from './find-items.tsx';
import { t } from './messages.ts';
import type { HeldBasket } from './use-basket.ts';

type Row = { line: Line; item: Item; missing: Missing[]; duplicate: Checked['duplicate'] };

export type Ordering = ReturnType<typeof useOrdering>;

type Options = {
  patientId: string;
  encounter: string | undefined;
  indications: readonly Indication[];
  held: HeldBasket;
  catalogue: CatalogueAnswer | undefined;
  isOpen: boolean;
  onDone: () => void;
};

/** See above. */
export function useOrdering({ patientId, encounter, indications, held, catalogue, isOpen, onDone }: Options) {
  const language = useLanguage();
  const client = useQueryClient();
  const [tried, setTried] = useState(false);
  const known: Known = { indications, performers: catalogue?.performers ?? [], language };
  const at = encounter ? { encounter } : {};
  const asked = { orders: held.lines.map(askToCheck), ...at };
  const check = useQuery({ ...checkQuery(patientId, asked), enabled: isOpen && held.lines.length > 0 });
  const rows = rowsOf(held.lines, catalogue, check.data);
  // Somebody ordered or a result came meanwhile: what is there is asked for again and shown.
  const { signing, failure, setFailure, act } = useActs(() => void check.refetch());
  const nameFor = (line: Line) => nameIn(catalogue, line, language);
  const take = (line: Line) =>
    act(async () => {
      const { reference } = await takeAnswer(patientId, { order: askOf(line, known), ...at });
      held.remove(line.token);
      sayTaken(nameFor(line), reference, () => held.restore([{ ...line, token: newId() }]));
    });
  return {
    catalogue,
    known,
    lines: rows,
    tried,
    signing,
    failure,
    sends: rows.length > 0 && rows.every(({ item }) => item.standing === 'pends'),
    add: (items: readonly Item[]) => {
      setTried(false);
      setFailure(undefined);
      held.add(items.map((item) => lineOf(item, known, newId())));
    },
    change: (token: string, part: Partial<Line>) => {
      setFailure(undefined);
      held.change(token, part);
    },
    remove: (line: Line) => {
      held.remove(line.token);
      showToast(t('removed', { name: nameFor(line) }), () => held.restore([line]));
    },
    favour: (key: string) => void favour(client, catalogue, key),
    take,
    takeLast: () => {
      const last = lastAnswered(rows);
      if (last && !signing) take(last);
    },
    sign: () => {
      if (rows.length === 0 || signing) return;
      setTried(true);
      const inTheWay = hindranceOf(rows);
      if (inTheWay) {
        setFailure(inTheWay);
        requestAnimationFrame(() => document.querySelector<HTMLElement>('[role=dialog] [aria-invalid=true]')?.focus());
        return;
      }
      act(async () => {
        const placed = await placeOrders(patientId, { orders: held.lines.map((line) => askOf(line, known)), ...at });
        setTried(false);
        held.empty();
        onDone();
        sayPlaced(patientId, placed);
      });
    },
  };
}

/** One act at a time; what failed is said, and `onConflict` looks again at what is there. */
function useActs(onConflict: () => void) {
  const [signing, setSigning] = useState(false);
  const [failure, setFailure] = useState<string>();
  const act = (work: () => Promise<void>) => {
    setFailure(undefined);
    setSigning(true);
    work()
      .catch((error: unknown) => {
        if (isApiError(error) && error.kind === 'conflict') onConflict();
        const { title, detail } = wordsFor(error);
        setFailure(`${title} ${detail}`);
      })
      .finally(() => setSigning(false));
  };
  return { signing, failure, setFailure, act };
}

/** What keeps the basket from being signed, in words. */
function hindranceOf(rows: readonly Row[]): string | undefined {
  const lacking = rows.filter(({ missing }) => missing.length > 0).length;
  if (lacking > 0) return t('missing.some', { count: lacking });
  const open = rows.filter(({ duplicate, line }) => duplicate && line.anyway === '').length;
  return open > 0 ? t('unjustified.some', { count: open }) : undefined;
}

/** Of what has its answer, and not in the basket itself, what was picked last. */
function lastAnswered(rows: readonly Row[]): Line | undefined {
  const tokens = rows.map(({ line }) => line.token);
  return rows.findLast(
    ({ duplicate, line }) =>
      duplicate &&
      line.anyway === '' &&
      !duplicate.found.some(({ reference }) => tokens.includes(reference.split('/')[1] ?? '')),
  )?.line;
}

function sayTaken(name: string, reference: string, restore: () => void): void {
  showToast(t('used', { name }), () => {
    untakeAnswer(reference)
      .then(() => {
        restore();
        showToast(t('used.undone', { name }));
      })
      .catch(() => showToast(t('undo.failed')));
  });
}

function nameIn(catalogue: CatalogueAnswer | undefined, line: Line, language: 'en' | 'es'): string {
  const item = catalogue?.items.find(({ key }) => key === line.item);
  return item ? nameOf(item, language) : line.item;
}

/** The lines with what the catalogue and the server say of them; a line of a test that is not there any more is left out. */
function rowsOf(
  lines: readonly Line[],
  catalogue: CatalogueAnswer | undefined,
  checked: readonly Checked[] | undefined,
): Row[] {
  const today = dayHere();
  return lines.flatMap((line) => {
    const item = catalogue?.items.find(({ key }) => key === line.item);
    if (!item) return [];
    const duplicate = checked?.find(({ token }) => token === line.token)?.duplicate ?? null;
    return [{ line, item, missing: missingIn(line, item, today), duplicate }];
  });
}

function sayPlaced(patientId: string, placed: readonly Placed[]): void {
  const count = placed.length;
  const said = placed.every(({ status }) => status === 'draft') ? t('sent', { count }) : t('signed', { count });
  showToast(said, () => {
    Promise.all(placed.map(({ order }) => cancelOrder(patientId, order, 'ordered-by-mistake')))
      .then(() => showToast(t('undone')))
      .catch(() => showToast(t('undo.failed')));
  });
}

async function favour(
  client: ReturnType<typeof useQueryClient>,
  catalogue: CatalogueAnswer | undefined,
  key: string,
): Promise<void> {
  if (!catalogue) return;
  const { favourites } = catalogue;
  const next = favourites.includes(key) ? favourites.filter((one) => one !== key) : [...favourites, key];
  client.setQueryData(catalogueQuery.queryKey, { ...catalogue, favourites: next });
  try {
    await keepFavourites(next);
  } catch (error) {
    client.setQueryData(catalogueQuery.queryKey, catalogue);
    const { title, detail } = wordsFor(error);
    showToast(`${title} ${detail}`);
  }
}
