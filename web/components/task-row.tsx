import { IconCalendar, IconChecklist, IconFlask, IconMessage } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { t } from '../messages/index.ts';
import { InRowProvider } from './focusable.ts';
import styles from './task-row.module.css';

export type TaskKind = 'visit' | 'result' | 'task' | 'message';

export type TaskRowProps = {
  kind: TaskKind;
  title: string;
  detail?: ReactNode;
  /** Whose chart it opens; without a name for one's own. */
  patient?: { id: string; name?: string } | undefined;
  /** Its clock or its time, at the right. */
  due?: ReactNode;
  /** The one row to begin with. */
  next?: boolean;
};

const ICONS = { visit: IconCalendar, result: IconFlask, task: IconChecklist, message: IconMessage } as const;

/** One thing to do: what kind it is, about whom, by when. The whole row opens the chart. */
export function TaskRow({ kind, title, detail, patient, due, next = false }: TaskRowProps) {
  const Icon = ICONS[kind];
  const words = (
    <>
      <Icon className={styles['icon']} size={18} aria-hidden="true" />
      <span className={styles['words']}>
        <span className={styles['title']}>
          <span className="tl-hidden">{t(`task.${kind}`)}: </span>
          {title}
        </span>
        <span className={styles['detail']}>
          {patient?.name ? <span className={styles['who']}>{patient.name}</span> : null}
          {detail ? <span>{detail}</span> : null}
        </span>
      </span>
      {due ? <span className={styles['due']}>{due}</span> : null}
    </>
  );
  return (
    <InRowProvider value>
      {patient ? (
        <Link
          className={styles['row']}
          data-next={next || undefined}
          to="/patients/$id/$tab"
          params={{ id: patient.id, tab: 'summary' }}
        >
          {words}
        </Link>
      ) : (
        <div className={styles['row']} data-next={next || undefined}>
          {words}
        </div>
      )}
    </InRowProvider>
  );
}
