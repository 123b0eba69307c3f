import { Button } from '@mantine/core';
import { useState } from 'react';
import type { Account } from '../../api/model.ts';
import { CommandPalette } from '../../components/command-palette.tsx';
import { Sheet } from '../../components/sheet.tsx';
import { showToast } from '../../components/undo-toast.tsx';
import styles from './design.module.css';

/** What lies over the page. */
export function OverlaySamples({ account }: { account: Account }) {
  const [open, setOpen] = useState<'sheet' | 'palette' | null>(null);
  const close = () => setOpen(null);
  return (
    <>
      <div className={styles['row']}>
        <Button onClick={() => setOpen('sheet')}>Open a sheet</Button>
        <Button variant="default" onClick={() => setOpen('palette')}>
          Open the palette
        </Button>
        <Button variant="subtle" onClick={() => showToast('The goal was moved to May.', () => undefined)}>
          Show a toast
        </Button>
        <Button variant="light">Light</Button>
        <Button color="act">Delete the draft</Button>
        <Button disabled>Not now</Button>
        <Button size="xs">Small</Button>
      </div>
      <Sheet
        opened={open === 'sheet'}
        onClose={close}
        title="History of a sample"
        footer={
          <Button variant="default" onClick={close}>
            Close
          </Button>
        }
      >
        <p>What is opened from a fact lies here, over the page, and Escape leaves it.</p>
      </Sheet>
      <CommandPalette account={account} opened={open === 'palette'} onClose={close} onSignOut={close} />
    </>
  );
}
