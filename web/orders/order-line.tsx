/** One order of the basket: what it is and where it goes, what answers it, and its fields when one opens them. */
import { useId, useState } from 'react';
import type { Checked } from './model.ts';
import { useLanguage } from '../lib/locale.ts';
import { Answered } from './answered.tsx';
import type { Item } from './model.ts';
import { performersOf, type Known, type Line, type Missing } from './basket.ts';
import { nameOf } from './find-items.tsx';
import { LineFields } from './line-fields.tsx';
import { t } from './messages.ts';
import styles from './orders.module.css';

export type OrderLineProps = {
  line: Line;
  item: Item;
  known: Known;
  duplicate: Checked['duplicate'];
  basket: readonly string[];
  missing: readonly Missing[];
  /** True once somebody tried to sign: then what is missing is said at its field. */
  tried: boolean;
  busy: boolean;
  isFavourite: boolean;
  onChange: (part: Partial<Line>) => void;
  onRemove: () => void;
  onUse: () => void;
  onFavourite: () => void;
};

/** See above. */
export function OrderLine(props: OrderLineProps) {
  const { line, item, known, duplicate, basket, missing, tried, busy, isFavourite, onChange } = props;
  const language = useLanguage();
  const id = useId();
  const name = nameOf(item, language);
  // What an order cannot go without is asked for at once; the rest is filled in and out of the way.
  const [isOpen, setOpen] = useState((item.needs ?? []).length > 0 && missing.length > 0);
  const shown = isOpen || (tried && missing.length > 0);
  const site = performersOf(item, known.performers).find(({ organization }) => organization === line.performer)?.name;
  const indication = known.indications.find(({ ref }) => ref === line.problem)?.name;
  const facts = [
    t(`kind.${item.kind}`),
    site,
    indication,
    line.priority === 'routine' ? undefined : t(`priority.${line.priority}`),
    line.when === 'now' ? undefined : t(`when.${line.when}`),
  ].filter((fact) => fact !== undefined && fact !== '');
  return (
    <li className={styles['line']} aria-labelledby={id}>
      <div className={styles['lineHead']}>
        <div className={styles['lineName']}>
          <h3 id={id}>{name}</h3>
          <span className="tl-label">{facts.join(' · ')}</span>
          {line.replaces ? <span className="tl-label">{t('replacing')}</span> : null}
        </div>
        <div className={styles['lineActs']}>
          <button
            type="button"
            className={styles['plain']}
            aria-expanded={shown}
            aria-label={t('details.of', { name })}
            onClick={() => setOpen(!shown)}
          >
            {t('details')}
          </button>
          <button
            type="button"
            className={styles['plain']}
            aria-label={t('remove.of', { name })}
            onClick={props.onRemove}
          >
            {t('remove')}
          </button>
        </div>
      </div>
      {duplicate ? (
        <Answered
          name={name}
          duplicate={duplicate}
          basket={basket}
          line={line}
          busy={busy}
          onUse={props.onUse}
          onAnyway={(anyway) => onChange({ anyway })}
        />
      ) : null}
      {shown ? (
        <>
          <LineFields line={line} item={item} known={known} missing={tried ? missing : []} onChange={onChange} />
          <button type="button" className={styles['plain']} aria-pressed={isFavourite} onClick={props.onFavourite}>
            {isFavourite ? t('unfavourite') : t('favourite')}
          </button>
        </>
      ) : null}
    </li>
  );
}
