/* oxlint-disable jsx-a11y/prefer-tag-over-role -- a native list cannot show rich rows under a text box; this is the combobox pattern of ARIA */
/** The list under a search box: what is active scrolls into sight, and a pointer or the arrows choose. */
import { useEffect, useRef, type ReactNode } from 'react';
import styles from './list-box.module.css';

type ListBoxProps = { id: string; label: string; active: number; className?: string | undefined; children: ReactNode };

/** Holds `Option`s, in groups or not. */
export function ListBox({ id, label, active, className, children }: ListBoxProps) {
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    list.current?.querySelectorAll('[role="option"]')[active]?.scrollIntoView({ block: 'nearest' });
  }, [active]);
  return (
    <div id={id} role="listbox" aria-label={label} ref={list} className={className}>
      {children}
    </div>
  );
}

/** Options under a heading of their own. */
export function OptionGroup({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div role="group" aria-label={label}>
      <div className={styles['group']} aria-hidden="true">
        {label}
      </div>
      {children}
    </div>
  );
}

type OptionProps = {
  id: string;
  active: boolean;
  onPoint: () => void;
  onPick: () => void;
  className?: string | undefined;
  children: ReactNode;
};

/** One thing to choose. */
export function Option({ id, active, onPoint, onPick, className, children }: OptionProps) {
  return (
    <div
      id={id}
      role="option"
      tabIndex={-1}
      aria-selected={active}
      className={[styles['option'], className].filter(Boolean).join(' ')}
      onPointerMove={() => !active && onPoint()}
      onClick={onPick}
      onKeyDown={(event) => event.key === 'Enter' && onPick()}
    >
      {children}
    </div>
  );
}
