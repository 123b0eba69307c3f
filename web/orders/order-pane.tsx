/** Ordering beside the chart: type, pick, see what is there already, sign all in one act. */
import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { KeyboardEvent } from 'react';
import { ErrorState } from '../components/error-state.tsx';
import { FieldError } from '../components/field.tsx';
import { Picker } from '../components/picker.tsx';
import { Sheet } from '../components/sheet.tsx';
import { Skeleton } from '../components/skeleton.tsx';
import { useLanguage } from '../lib/locale.ts';
import { catalogueQuery } from './api.ts';
import type { Indication } from './basket.ts';
import { findItems } from './find-items.tsx';
import { t } from './messages.ts';
import { OrderLine } from './order-line.tsx';
import styles from './orders.module.css';
import type { HeldBasket } from './use-basket.ts';
import { useOrdering, type Ordering } from './use-ordering.ts';

export type OrderPaneProps = {
  opened: boolean;
  onClose: () => void;
  patientId: string;
  /** The visit that is going on, `Encounter/x`. */
  encounter: string | undefined;
  indications: readonly Indication[];
  held: HeldBasket;
};

/** See above. */
export function OrderPane({ opened, onClose, ...rest }: OrderPaneProps) {
  const catalogue = useQuery({ ...catalogueQuery, enabled: opened });
  const ordering = useOrdering({ ...rest, catalogue: catalogue.data, onDone: onClose, isOpen: opened });
  const onKeyDown = (event: KeyboardEvent) => {
    const signs = event.key === 'Enter' && (event.ctrlKey || event.metaKey);
    // By its place: on some keyboards Alt and the letter is another letter.
    const takes = event.code === 'KeyU' && event.altKey;
    if (!signs && !takes) return;
    event.preventDefault();
    event.stopPropagation();
    if (signs) ordering.sign();
    else ordering.takeLast();
  };
  return (
    <Sheet
      opened={opened}
      onClose={onClose}
      title={t('title')}
      width="wide"
      footer={ordering.lines.length > 0 ? <Sign ordering={ordering} /> : null}
    >
      {opened ? (
        <div className={styles['pane']} onKeyDownCapture={onKeyDown} role="presentation">
          {catalogue.isError ? (
            <ErrorState error={catalogue.error} onRetry={() => void catalogue.refetch()} />
          ) : catalogue.data ? (
            <Content ordering={ordering} />
          ) : (
            <Skeleton lines={4} height={32} />
          )}
        </div>
      ) : null}
    </Sheet>
  );
}

function Sign({ ordering }: { ordering: Ordering }) {
  const { lines, signing, sends } = ordering;
  const count = lines.length;
  return (
    <div className={styles['sign']}>
      <div aria-live="polite" className={styles['failure']}>
        {ordering.failure ? <FieldError text={ordering.failure} /> : null}
      </div>
      <Button disabled={signing} onClick={ordering.sign} aria-keyshortcuts="Control+Enter">
        {signing ? t('signing') : sends ? t('send', { count }) : t('sign', { count })}
      </Button>
    </div>
  );
}

function Content({ ordering }: { ordering: Ordering }) {
  const language = useLanguage();
  const { catalogue, lines, known } = ordering;
  if (!catalogue) return null;
  const tokens = lines.map(({ line }) => line.token);
  return (
    <>
      <Picker
        label={t('find')}
        help={t('find.help')}
        // oxlint-disable-next-line jsx-a11y/no-autofocus -- a dialog that was asked for begins in its first field
        autoFocus
        chosen=""
        find={(text) => findItems(text, catalogue, language)}
        onPick={(items) => items && ordering.add(items)}
        nothing={(text) => t('find.nothing', { text })}
      />
      {lines.length === 0 ? (
        <p className="tl-muted">{t('empty')}</p>
      ) : (
        <ul className={styles['lines']} aria-label={t('basket')}>
          {lines.map(({ line, item, missing, duplicate }) => (
            <OrderLine
              key={line.token}
              line={line}
              item={item}
              known={known}
              duplicate={duplicate}
              basket={tokens}
              missing={missing}
              tried={ordering.tried}
              busy={ordering.signing}
              isFavourite={catalogue.favourites.includes(item.key)}
              onChange={(part) => ordering.change(line.token, part)}
              onRemove={() => ordering.remove(line)}
              onUse={() => ordering.take(line)}
              onFavourite={() => ordering.favour(item.key)}
            />
          ))}
        </ul>
      )}
    </>
  );
}
