/** What answers an order already: value, day, site, until when, by which rule; "Use this", or a reason to order all the same. */
import { Button } from '@mantine/core';
import { useId, useState } from 'react';
import type { Checked, Shown } from './model.ts';
import { DateTime } from '../components/date-time.tsx';
import { SelectField } from '../components/field.tsx';
import { StateChip } from '../components/state-chip.tsx';
import { sayDate, sayDay } from '../lib/dates.ts';
import { t } from './messages.ts';
import styles from './orders.module.css';
import type { Line } from './basket.ts';

const SHOWN = 4;
const REASONS = ['change-in-condition', 'therapy-monitoring', 'suspect-result', 'pre-procedure-rule'] as const;

type AnsweredProps = {
  name: string;
  duplicate: NonNullable<Checked['duplicate']>;
  /** Tokens of the lines of the basket: what one of them answers is not stored yet. */
  basket: readonly string[];
  line: Line;
  busy: boolean;
  onUse: () => void;
  onAnyway: (reason: Line['anyway']) => void;
};

/** See above. */
export function Answered({ name, duplicate, basket, line, busy, onUse, onAnyway }: AnsweredProps) {
  const { found, until } = duplicate;
  const id = useId();
  const kinds = new Set(found.map(({ kind }) => kind));
  const kind = kinds.size > 1 ? 'both' : [...kinds][0]!;
  const inBasket = found.some(({ reference }) => basket.includes(reference.split('/')[1] ?? ''));
  return (
    <section className={styles['answered']} aria-labelledby={id}>
      <div className={styles['answeredHead']}>
        <h4 id={id}>
          <StateChip state="soon">{t(`answered.${kind}`)}</StateChip>
        </h4>
        <span className="tl-label">{until ? t('answered.until', { date: sayDate(until) }) : t('answered.life')}</span>
      </div>
      <ul className={styles['found']}>
        {found.slice(0, SHOWN).map((one) => (
          <li key={one.reference}>
            <FoundRow found={one} inBasket={basket.includes(one.reference.split('/')[1] ?? '')} />
          </li>
        ))}
        {found.length > SHOWN ? (
          <li className="tl-label">{t('answered.more', { count: found.length - SHOWN })}</li>
        ) : null}
      </ul>
      <Sources found={found} />
      <div className={styles['answeredActs']}>
        {inBasket ? null : (
          <Button disabled={busy} onClick={onUse} aria-label={t('use.of', { name })} aria-keyshortcuts="Alt+U">
            {t('use')}
          </Button>
        )}
        <SelectField
          label={t('anyway')}
          value={line.anyway}
          onChange={(reason) => onAnyway(reason as Line['anyway'])}
          choices={[
            { value: '', label: t('anyway.none') },
            ...REASONS.map((reason) => ({ value: reason, label: t(`anyway.${reason}`) })),
          ]}
        />
      </div>
    </section>
  );
}

function FoundRow({ found, inBasket }: { found: Shown; inBasket: boolean }) {
  const { kind, name, value, flag, since, siteName } = found;
  if (kind === 'pending') {
    const said = t('answered.pendingRow', { name, date: sayDay(since) });
    return (
      <span className={styles['foundRow']}>
        <span className="tl-strong">{said}</span>
        <span className="tl-muted">{inBasket ? t('answered.basket') : siteName}</span>
      </span>
    );
  }
  return (
    <span className={styles['foundRow']}>
      <span>{name}</span>
      <span className="tl-strong">{[value, flag ? sayFlag(flag) : undefined].filter(Boolean).join(', ')}</span>
      <span className="tl-muted">
        <DateTime value={since} /> {siteName ? `· ${siteName}` : ''}
      </span>
    </span>
  );
}

const FLAGS = ['H', 'L', 'A'] as const;

/** An interpretation in words, where it is one of the common ones. */
function sayFlag(flag: string): string {
  const known = FLAGS.find((one) => one === flag);
  return known ? t(`flag.${known}`) : flag;
}

/** Each rule once, with its source. */
function Sources({ found }: { found: readonly Shown[] }) {
  const [isOpen, setOpen] = useState(false);
  const rules = [...new Map(found.map(({ rule }) => [rule.id, rule])).values()];
  return (
    <div className={styles['sources']}>
      <button type="button" className={styles['plain']} aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
        {t('answered.why')}
      </button>
      {isOpen ? (
        <ul>
          {rules.map(({ id, basis, citation: { name, year, statement } }) => (
            <li key={id}>
              {/* A year is a name, not a figure: no separator of thousands. */}
              {statement
                ? t('answered.ruleAt', { name, year: String(year), statement })
                : t('answered.rule', { name, year: String(year) })}
              . {t(`answered.${basis}`)}
            </li>
          ))}
        </ul>
      ) : null}
    </div>
  );
}
