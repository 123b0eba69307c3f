import { Button } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import type { Account } from '../api/model.ts';
import { recordQuery } from '../api/queries.ts';
import { EmptyState } from '../components/empty-state.tsx';
import { ErrorState, wordsFor } from '../components/error-state.tsx';
import { Page, Panel } from '../components/page.tsx';
import { Sheet } from '../components/sheet.tsx';
import { Skeleton } from '../components/skeleton.tsx';
import { showToast } from '../components/undo-toast.tsx';
import { sayDay } from '../lib/dates.ts';
import { consentsQuery, endConsent, type Consent } from './api.ts';
import { t } from './messages.ts';
import styles from './my-apps.module.css';
import { partsOf } from './scope-words.ts';

const signedIn = getRouteApi('/signed-in');

/** Which apps one let in, what each may do, and the way to end it. */
export function MyAppsPage() {
  const { account } = signedIn.useRouteContext();
  const consents = useQuery(consentsQuery);
  const [ending, setEnding] = useState<Consent>();
  return (
    <Page title={t('mine.title')} lead={t('mine.lead')} width="reading">
      {consents.isPending ? <Skeleton lines={4} height={48} /> : null}
      {consents.isError ? <ErrorState error={consents.error} onRetry={() => void consents.refetch()} /> : null}
      {consents.data?.length === 0 ? (
        <Panel>
          <EmptyState title={t('mine.none')} detail={t('mine.noneDetail')} />
        </Panel>
      ) : null}
      {consents.data?.map((consent) => (
        <Allowed
          key={`${consent.app.id} ${consent.patient ?? ''}`}
          consent={consent}
          account={account}
          onEnd={() => setEnding(consent)}
        />
      ))}
      {ending ? <Ending consent={ending} onClose={() => setEnding(undefined)} /> : null}
    </Page>
  );
}

type AllowedProps = { consent: Consent; account: Account; onEnd: () => void };

function Allowed({ consent, account, onEnd }: AllowedProps) {
  const { app, patient, scopes, since, lastUsed } = consent;
  return (
    <Panel id={`app-${app.id}-${patient ?? ''}`} title={app.name}>
      <div className={styles['body']}>
        {patient ? (
          <p>{patient === account.patient?.split('/').at(-1) ? t('mine.ofYours') : <Whose id={patient} />}</p>
        ) : null}
        <ul className={styles['parts']}>
          {partsOf(scopes).map((part) => (
            <li key={part.key}>
              {part.label}
              {part.help ? <span className="tl-label"> {part.help}</span> : null}
            </li>
          ))}
        </ul>
        <p className="tl-muted">{t('mine.since', { when: sayDay(since), last: sayDay(lastUsed) })}</p>
        <div>
          <Button variant="default" onClick={onEnd}>
            {t('mine.end', { app: app.name })}
          </Button>
        </div>
      </div>
    </Panel>
  );
}

/** Somebody whom one acts for, by the name in their record. */
function Whose({ id }: { id: string }) {
  const resources = useQuery(recordQuery(id)).data?.resources ?? [];
  const patient = resources.find((one): one is fhir4.Patient => one.resourceType === 'Patient' && one.id === id);
  const name = patient?.name?.[0];
  return t('mine.ofPatient', { name: name?.text ?? [...(name?.given ?? []), name?.family].filter(Boolean).join(' ') });
}

function Ending({ consent, onClose }: { consent: Consent; onClose: () => void }) {
  const client = useQueryClient();
  const app = consent.app.name;
  const end = () => {
    endConsent(consent)
      .then(async () => {
        onClose();
        showToast(t('mine.ended', { app }));
        await client.invalidateQueries({ queryKey: consentsQuery.queryKey });
      })
      .catch((error: unknown) => showToast(wordsFor(error).title));
  };
  return (
    <Sheet
      opened
      onClose={onClose}
      title={t('mine.end', { app })}
      footer={
        <>
          <Button onClick={end}>{t('mine.end', { app })}</Button>
          <Button variant="default" onClick={onClose}>
            {t('mine.keep')}
          </Button>
        </>
      }
    >
      <p>{t('mine.endSure', { app })}</p>
    </Sheet>
  );
}
