/** What is under way for one person: each order with its status, whose it is, and the ways to sign, replace or take it back. */
import { useState } from 'react';
import { wordsFor } from '../components/error-state.tsx';
import { StateChip, type State } from '../components/state-chip.tsx';
import { showToast } from '../components/undo-toast.tsx';
import { sayDay } from '../lib/dates.ts';
import { cancelOrder, signOrder } from './api.ts';
import { t } from './messages.ts';
import styles from './orders.module.css';

const KINDS = 'urn:throughline:order-kind';
const ORDERABLE = 'urn:throughline:orderable';
const STATUSES = [
  'draft',
  'requested',
  'received',
  'accepted',
  'ready',
  'in-progress',
  'on-hold',
  'rejected',
  'cancelled',
  'completed',
  'failed',
] as const;
type Status = (typeof STATUSES)[number] | 'none';
const REASONS = ['no-longer-needed', 'patient-declined', 'ordered-by-mistake', 'done-elsewhere'] as const;

/** One open order as the chart has it. */
export type OpenOrder = {
  ref: string;
  /** Its key in the catalogue; '' for one that came from elsewhere. */
  item: string;
  name: string;
  status: Status;
  authoredOn: string | undefined;
  on: string | undefined;
  by: string | undefined;
  at: string | undefined;
};

/** The open orders of a record: those of the catalogue's kinds, with where their fulfilment stands. Planned ones come last. */
export function openOrdersOf(
  orders: readonly fhir4.ServiceRequest[],
  tasks: readonly fhir4.Task[],
  nameOfSite: (reference: fhir4.Reference) => string | undefined,
): OpenOrder[] {
  return orders
    .filter(
      ({ status, intent }) =>
        (status === 'active' || status === 'on-hold' || status === 'draft') && intent !== 'proposal',
    )
    .filter(({ category }) => category?.some(({ coding }) => coding?.some(({ system }) => system === KINDS)))
    .map((order): OpenOrder => {
      const ref = `ServiceRequest/${order.id}`;
      const own = tasks.filter(({ focus }) => focus?.reference === ref);
      const latest = own.sort((a, b) => (b.lastModified ?? '').localeCompare(a.lastModified ?? ''))[0];
      const [performer] = order.performer ?? [];
      return {
        ref,
        item: order.code?.coding?.find(({ system }) => system === ORDERABLE)?.code ?? '',
        name: order.code?.text ?? order.code?.coding?.[0]?.display ?? '',
        status: order.status === 'draft' ? 'draft' : statusOf(latest?.status),
        authoredOn: order.authoredOn,
        on: order.occurrenceDateTime ?? order.occurrenceTiming?.repeat?.boundsPeriod?.start,
        by: order.requester?.display,
        at: performer && (nameOfSite(performer) ?? performer.display),
      };
    })
    .sort((a, b) => (a.on ?? a.authoredOn ?? '').localeCompare(b.on ?? b.authoredOn ?? ''));
}

/** The status of a fulfilment, where there are words for it. */
export function statusOf(status: string | undefined): Status {
  return STATUSES.find((one) => one === status) ?? 'none';
}

/** A status as a chip: what waits for us, what failed, what goes on by itself. */
export function OrderStatus({ status }: { status: Status }) {
  const state: State = status === 'draft' ? 'soon' : status === 'rejected' || status === 'failed' ? 'act' : 'info';
  return <StateChip state={state}>{t(`status.${status}`)}</StateChip>;
}

export type OpenOrdersProps = {
  orders: readonly OpenOrder[];
  patientId: string;
  /** Whether the caller signs, only writes for others, or merely looks. */
  may: 'sign' | 'write' | 'look';
  isChanged: (ref: string) => boolean;
  onReplace: (order: OpenOrder) => void;
};

/** See above. */
export function OpenOrders({ orders, ...rest }: OpenOrdersProps) {
  if (orders.length === 0) return null;
  return (
    <section className={styles['openOrders']} aria-labelledby="open-orders">
      <h3 id="open-orders">{t('open.title')}</h3>
      <ul className={styles['openOrders']}>
        {orders.map((order) => (
          <Row key={order.ref} order={order} {...rest} />
        ))}
      </ul>
    </section>
  );
}

function Row({ order, patientId, may, isChanged, onReplace }: { order: OpenOrder } & Omit<OpenOrdersProps, 'orders'>) {
  const [isAsking, setAsking] = useState(false);
  const { ref, name, status, on, authoredOn, by, at } = order;
  const act = (work: Promise<void>, said: string) => {
    work
      .then(() => showToast(said))
      .catch((error: unknown) => {
        const { title, detail } = wordsFor(error);
        showToast(`${title} ${detail}`);
      });
  };
  const sign = () => act(signOrder(patientId, ref), t('signed', { count: 1 }));
  const cancel = (reason: string) => act(cancelOrder(patientId, ref, reason), t('cancelled', { name }));
  const facts = [
    authoredOn ? t('row.since', { date: sayDay(authoredOn) }) : undefined,
    on ? t('row.planned', { date: sayDay(on) }) : undefined,
    by ? t('row.by', { name: by }) : undefined,
    at ? t('row.at', { name: at }) : undefined,
  ].filter((fact) => fact !== undefined);
  return (
    <li className={[styles['openRow'], isChanged(ref) ? 'tl-changed' : ''].join(' ')}>
      <span className={styles['openFacts']}>
        <span className="tl-strong">{name}</span>
        <OrderStatus status={status} />
        <span className="tl-label">{facts.join(' · ')}</span>
      </span>
      {may === 'look' ? null : isAsking ? (
        <Reasons name={name} onKeep={() => setAsking(false)} onPick={(reason) => cancel(reason)} />
      ) : (
        <span className={styles['lineActs']}>
          {status === 'draft' && may === 'sign' ? (
            <Act label={t('sign.of', { name })} word={t('sign.one')} onPress={sign} />
          ) : null}
          {order.item ? (
            <Act label={t('replace.of', { name })} word={t('replace')} onPress={() => onReplace(order)} />
          ) : null}
          <Act label={t('cancel.of', { name })} word={t('cancel')} onPress={() => setAsking(true)} />
        </span>
      )}
    </li>
  );
}

function Act({ label, word, onPress }: { label: string; word: string; onPress: () => void }) {
  return (
    <button type="button" className={styles['plain']} aria-label={label} onClick={onPress}>
      {word}
    </button>
  );
}

type ReasonsProps = { name: string; onPick: (reason: (typeof REASONS)[number]) => void; onKeep: () => void };

/** Why an order is taken back: one press says it and does it. */
function Reasons({ name, onPick, onKeep }: ReasonsProps) {
  return (
    <span className={styles['reasons']} role="group" aria-label={t('cancel.reason', { name })}>
      {REASONS.map((reason) => (
        <button key={reason} type="button" className={styles['plain']} onClick={() => onPick(reason)}>
          {t(`cancelled.${reason}`)}
        </button>
      ))}
      <button type="button" className={styles['plain']} onClick={onKeep}>
        {t('cancel.keep')}
      </button>
    </span>
  );
}
