import { Button } from '@mantine/core';
import type { ApiErrorKind } from '../../api/client.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { ErrorState } from '../../components/error-state.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import styles from './design.module.css';

const KINDS: ApiErrorKind[] = ['offline', 'not-permitted', 'not-found', 'conflict'];

/** Nothing, not yet, and not at all. */
export function StateSamples() {
  return (
    <div className={styles['columns']}>
      <EmptyState
        title="No result is recorded yet"
        detail="Results come in from the laboratory, or are written in a visit."
        action={<Button variant="default">Write a visit note</Button>}
      />
      <Skeleton lines={4} />
      {KINDS.map((kind) => (
        <ErrorState key={kind} error={Object.assign(new Error(kind), { kind, status: 0 })} onRetry={() => undefined} />
      ))}
    </div>
  );
}
