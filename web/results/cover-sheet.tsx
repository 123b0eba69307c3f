/** Who stands in for whom. */
import { Button } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { isApiError } from '../api/client.ts';
import { useKnown } from '../consent/use-consents.ts';
import { DateField, FieldError } from '../components/field.tsx';
import { PersonPicker, type PickablePerson } from '../components/person-picker.tsx';
import { Sheet } from '../components/sheet.tsx';
import { showToast } from '../components/undo-toast.tsx';
import { dayHere, sayDay, toDate } from '../lib/dates.ts';
import { t } from './messages.ts';
import type { Inbox } from './model.ts';
import { arrangeCover, endCover, inboxQuery } from './queries.ts';
import styles from './results.module.css';

/** The covers that hold or will, one line each, with the way to end them. */
export function Covers({ covers }: { covers: Inbox['covers'] }) {
  const client = useQueryClient();
  const { nameOf } = useKnown();
  const lines = [
    ...covers.mine.map((cover) => ({ cover, key: 'cover.mine' as const, who: cover.by })),
    ...covers.others.map((cover) => ({ cover, key: 'cover.others' as const, who: cover.away })),
  ];
  const end = (task: string) => {
    endCover(task)
      .then(() => showToast(t('cover.ended')))
      .catch(() => showToast(t('failed')))
      .finally(() => void client.invalidateQueries({ queryKey: inboxQuery.queryKey }));
  };
  if (lines.length === 0) return null;
  return (
    <ul className={styles['covers']}>
      {lines.map(({ cover, key, who }) => (
        <li key={cover.task}>
          <span>{t(key, { name: who.display ?? nameOf(who.reference ?? '') ?? '', until: sayDay(cover.until) })}</span>
          <Button size="xs" variant="default" onClick={() => end(cover.task)}>
            {t('cover.end')}
          </Button>
        </li>
      ))}
    </ul>
  );
}

type Fault = { text: string; field?: string | undefined };

/** Arranges one. */
export function CoverSheet({ onClose }: { onClose: () => void }) {
  const client = useQueryClient();
  const { people } = useKnown();
  const [by, setBy] = useState<PickablePerson | null>(null);
  const [from, setFrom] = useState(dayHere());
  const [until, setUntil] = useState('');
  const [fault, setFault] = useState<Fault>();
  const errorAt = (field: string) => (fault?.field === field ? { error: fault.text } : {});
  const arrange = async () => {
    if (!by) return setFault({ text: t('need.person'), field: 'by' });
    // The last day is one of those on which the other stands in.
    const end = toDate(until);
    end.setHours(24, 0, 0, 0);
    const instant = (date: Date) => (Number.isNaN(date.getTime()) ? '' : date.toISOString());
    try {
      await arrangeCover({ by: by.reference, byName: by.name, from: instant(toDate(from)), until: instant(end) });
      showToast(t('cover.saved', { name: by.name }));
      await client.invalidateQueries({ queryKey: inboxQuery.queryKey });
      onClose();
    } catch (error) {
      const { detail, field } = isApiError(error) ? error : { detail: undefined, field: undefined };
      setFault({ text: detail ?? t('failed'), field });
    }
  };
  return (
    <Sheet
      opened
      onClose={onClose}
      title={t('cover.title')}
      footer={<Button onClick={() => void arrange()}>{t('cover.save')}</Button>}
    >
      <div className={styles['form']}>
        <p>{t('cover.lead')}</p>
        <PersonPicker
          label={t('cover.by')}
          value={by}
          onChange={setBy}
          people={people.filter(({ reference }) => reference.startsWith('Practitioner/'))}
          {...errorAt('by')}
        />
        <DateField label={t('cover.from')} value={from} onChange={setFrom} {...errorAt('from')} />
        <DateField label={t('cover.until')} value={until} onChange={setUntil} min={from} {...errorAt('until')} />
        {fault && !fault.field ? <FieldError text={fault.text} /> : null}
      </div>
    </Sheet>
  );
}
