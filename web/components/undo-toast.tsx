import { IconCheck, IconX } from '@tabler/icons-react';
import { useEffect, useSyncExternalStore } from 'react';
import { t } from '../messages/index.ts';
import styles from './undo-toast.module.css';

export type UndoToastProps = { text: string; onUndo?: (() => void) | undefined; onClose: () => void; seconds?: number };

/** What was just done, and the way back. It stays while it is focused or pointed at. */
export function UndoToast({ text, onUndo, onClose, seconds = 8 }: UndoToastProps) {
  useEffect(() => {
    const timer = setInterval(() => {
      // Whoever reaches for "Undo" must not see it vanish.
      if (!document.querySelector('[data-toast]:is(:hover, :focus-within)')) onClose();
    }, seconds * 1000);
    return () => clearInterval(timer);
  }, [onClose, seconds]);
  return (
    <div className={styles['toast']} data-toast>
      <IconCheck size={16} aria-hidden="true" />
      <span className={styles['text']}>{text}</span>
      {onUndo ? (
        <button
          type="button"
          className={styles['undo']}
          onClick={() => {
            onUndo();
            onClose();
          }}
        >
          {t('toast.undo')}
        </button>
      ) : null}
      <button type="button" className={styles['close']} aria-label={t('toast.close')} onClick={onClose}>
        <IconX size={14} aria-hidden="true" />
      </button>
    </div>
  );
}

type Toast = { id: number; text: string; onUndo?: (() => void) | undefined };
let toast: Toast | null = null;
let nextId = 1;
const listeners = new Set<() => void>();

/** Says what was done; a newer word takes the place of the older. */
export function showToast(text: string, onUndo?: () => void): void {
  setToast({ id: nextId++, text, onUndo });
}

function setToast(next: Toast | null): void {
  toast = next;
  for (const listener of listeners) listener();
}

function closeToast(): void {
  setToast(null);
}

/** Mounted once by the page: where `showToast` speaks. */
export function ToastPlace() {
  const shown = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => toast,
    () => toast,
  );
  return (
    <output className={styles['place']}>
      {shown ? <UndoToast key={shown.id} text={shown.text} onUndo={shown.onUndo} onClose={closeToast} /> : null}
    </output>
  );
}
