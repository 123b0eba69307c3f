import { Button } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { own, ownAccountQuery, type OwnAccount, type Session } from '../api/accounts.ts';
import { Panel } from '../components/page.tsx';
import { StateChip } from '../components/state-chip.tsx';
import { showToast } from '../components/undo-toast.tsx';
import { sayDate } from '../lib/dates.ts';
import styles from './account.module.css';
import { t } from './messages.ts';
import { ActError } from './sign-in-steps.tsx';
import { useAct } from './use-act.ts';

/** One session: on what, since when, from where. */
export function SessionLine({ session }: { session: Session }) {
  return (
    <div>
      <div>
        <span className="tl-strong">{session.device || t('mine.unknownDevice')}</span>{' '}
        {session.isThis ? <StateChip state="info">{t('mine.thisSession')}</StateChip> : null}
      </div>
      <div className="tl-label">
        {t('mine.since', { when: sayDate(session.created), address: session.address })} ·{' '}
        {t('mine.seen', { when: sayDate(session.lastSeen) })}
      </div>
    </div>
  );
}

/** Where one is signed in, each to be ended. */
export function SessionsPanel({ account }: { account: OwnAccount }) {
  const client = useQueryClient();
  const act = useAct();
  const changed = () => client.invalidateQueries({ queryKey: ownAccountQuery.queryKey });
  const end = (session: Session) =>
    act.run(async () => {
      await own.endSession(session.id);
      showToast(t('mine.ended'));
      await changed();
    });
  const endOthers = () =>
    act.run(async () => {
      const { ended } = await own.endOtherSessions();
      showToast(t('mine.endedOthers', { count: ended }));
      await changed();
    });
  const named = (session: Session) =>
    t('mine.endNamed', { device: session.device || t('mine.unknownDevice'), when: sayDate(session.created) });
  return (
    <Panel id="sessions" title={t('mine.sessions')} aside={account.sessions.length}>
      <ul className={styles['rows']}>
        {account.sessions.map((session) => (
          <li key={session.id} className={styles['row']}>
            <SessionLine session={session} />
            {session.isThis ? null : (
              <Button variant="default" size="compact-md" aria-label={named(session)} onClick={() => end(session)}>
                {t('mine.end')}
              </Button>
            )}
          </li>
        ))}
      </ul>
      {account.sessions.length > 1 ? (
        <div className={styles['inside']}>
          <Button variant="default" onClick={endOthers}>
            {t('mine.endOthers')}
          </Button>
        </div>
      ) : null}
      {act.error ? (
        <div className={styles['inside']}>
          <ActError act={act} />
        </div>
      ) : null}
    </Panel>
  );
}
