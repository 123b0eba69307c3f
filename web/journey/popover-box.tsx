/** The box that opens at a mark of the Journey. Focus goes in, Escape leaves. */
import { IconX } from '@tabler/icons-react';
import { useEffect, useRef, type ReactNode } from 'react';
import styles from './journey.module.css';
import { t } from './messages.ts';

export type PopoverPlace = { left: number; top: number | undefined; bottom: number | undefined };

export type PopoverBoxProps = { label: string; place: PopoverPlace; onClose: () => void; children: ReactNode };

/** See above. */
export function PopoverBox({ label, place, onClose, children }: PopoverBoxProps) {
  const box = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    box.current?.querySelector<HTMLElement>('button')?.focus({ preventScroll: true });
    box.current?.scrollIntoView({ block: 'nearest' });
  }, []);
  useEffect(() => {
    const element = box.current;
    const onKey = (key: KeyboardEvent) => {
      if (key.key !== 'Escape') return;
      key.stopPropagation();
      onClose();
    };
    element?.addEventListener('keydown', onKey);
    return () => element?.removeEventListener('keydown', onKey);
  }, [onClose]);
  return (
    <dialog ref={box} open className={styles['popover']} aria-label={label} style={place}>
      {children}
      <button type="button" className={styles['close']} onClick={onClose} aria-label={t('close')}>
        <IconX size={16} aria-hidden="true" />
      </button>
    </dialog>
  );
}
