import { Drawer } from '@mantine/core';
import type { ReactNode } from 'react';
import { t } from '../messages/index.ts';
import styles from './sheet.module.css';

export type SheetProps = {
  opened: boolean;
  onClose: () => void;
  title: string;
  children: ReactNode;
  /** The acts of the sheet, always in sight at its foot. */
  footer?: ReactNode;
  width?: 'narrow' | 'wide';
};

/** A sheet from the right over the page: focus goes in, Escape leaves, and focus returns to where it was. */
export function Sheet({ opened, onClose, title, children, footer, width = 'narrow' }: SheetProps) {
  return (
    <Drawer
      opened={opened}
      onClose={onClose}
      position="right"
      size={width === 'wide' ? '44rem' : '28rem'}
      title={title}
      closeButtonProps={{ 'aria-label': t('sheet.close') }}
      classNames={{
        content: styles['content'] ?? '',
        header: styles['header'] ?? '',
        title: styles['title'] ?? '',
        body: styles['body'] ?? '',
      }}
    >
      <div className={styles['inside']}>{children}</div>
      {footer ? <div className={styles['footer']}>{footer}</div> : null}
    </Drawer>
  );
}
