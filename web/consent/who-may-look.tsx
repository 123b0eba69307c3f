/** "Who may look": what a person, or whoever acts for them, has said about the record, and saying it anew. */
import { Button } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { isApiError } from '../api/client.ts';
import type { Account } from '../api/model.ts';
import { EmptyState } from '../components/empty-state.tsx';
import { ErrorState } from '../components/error-state.tsx';
import { Page, Panel } from '../components/page.tsx';
import { Skeleton } from '../components/skeleton.tsx';
import { showToast } from '../components/undo-toast.tsx';
import { dayHere } from '../lib/dates.ts';
import { newId } from '../lib/new-id.ts';
import { NotFoundPage } from '../pages/not-found.tsx';
import { ConsentSheet } from './consent-sheet.tsx';
import styles from './consent.module.css';
import { faultsOf, type Faults } from './faults.ts';
import { t } from './messages.ts';
import { SaidList } from './said-list.tsx';
import { consentOf, termsOf, type Terms } from './terms.ts';
import { ownPatient, useConsents } from './use-consents.ts';

const route = getRouteApi('/signed-in');

/** See above. */
export function WhoMayLookPage() {
  const { account } = route.useRouteContext();
  const patientId = ownPatient(account);
  return patientId ? <WhoMayLook key={patientId} account={account} patientId={patientId} /> : <NotFoundPage />;
}

/** What the sheet is open for: something new, or one that is to be changed. */
type Opened = { id: string; before?: fhir4.Consent };

function WhoMayLook({ account, patientId }: { account: Account; patientId: string }) {
  const consents = useConsents(account, patientId);
  const { query, known, programmes, patient } = consents;
  const [opened, setOpened] = useState<Opened | null>(null);
  const [refused, setRefused] = useState<Faults>({});
  const [busy, setBusy] = useState(false);
  const open = (before?: fhir4.Consent) => {
    setRefused({});
    setOpened({ id: before?.id ?? newId(), ...(before ? { before } : {}) });
  };
  const sign = async (terms: Terms) => {
    if (!opened) return;
    setBusy(true);
    try {
      await consents.write(
        signed(terms, opened, { account, patient, programmes: programmes.map((one) => one.reference) }),
      );
      setOpened(null);
      showToast(t('page.saved'));
    } catch (error) {
      setRefused(refusalOf(error));
    } finally {
      setBusy(false);
    }
  };
  const put = (consent: fhir4.Consent, status: 'active' | 'inactive') => consents.write({ ...consent, status });
  const revoke = (consent: fhir4.Consent) => {
    put(consent, 'inactive')
      .then((ended) => {
        const undo = () =>
          void put(ended, 'active')
            .then(() => showToast(t('page.restored')))
            .catch(sayFailed);
        showToast(t('page.revoked'), undo);
      })
      .catch(sayFailed);
  };
  return (
    <Page
      title={t('page.title')}
      lead={t('page.lead')}
      width="reading"
      acts={<Button onClick={() => open()}>{t('page.make')}</Button>}
    >
      {query.isPending ? <Skeleton lines={5} height={40} /> : null}
      {query.isError ? <ErrorState error={query.error} onRetry={() => void query.refetch()} /> : null}
      {query.data ? <Said consents={query.data} nameOf={known.nameOf} acts={{ change: open, revoke }} /> : null}
      <Always />
      {opened ? (
        <ConsentSheet
          key={opened.id}
          opened
          onClose={() => setOpened(null)}
          signer={consents.signer}
          today={dayHere()}
          terms={(opened.before && termsOf(opened.before)) ?? undefined}
          known={known.people}
          programmes={programmes}
          places={known.sites.filter((one) => !programmes.some(({ reference }) => reference === one.reference))}
          refused={refused}
          busy={busy}
          onSign={(terms) => void sign(terms)}
        />
      ) : null}
    </Page>
  );
}

type Signer = { account: Account; patient: { reference: string; name: string }; programmes: readonly string[] };

/** A change is signed anew, over the version that was read. */
function signed(terms: Terms, { id, before }: Opened, { account, patient, programmes }: Signer): fhir4.Consent {
  const made = consentOf(terms, { id, patient, signer: account.proxy, at: new Date().toISOString(), programmes });
  return before?.meta ? { ...made, meta: before.meta } : made;
}

function sayFailed(error: unknown): void {
  showToast(t(isApiError(error) && error.kind === 'conflict' ? 'page.conflict' : 'page.failed'));
}

function refusalOf(error: unknown): Faults {
  if (!isApiError(error)) throw error;
  if (error.kind === 'conflict') return { other: t('page.conflict') };
  return error.kind === 'invalid' ? faultsOf(error.issues ?? []) : { other: t('page.failed') };
}

type SaidProps = {
  consents: readonly fhir4.Consent[];
  nameOf: (reference: string) => string | undefined;
  acts: { change: (consent: fhir4.Consent) => void; revoke: (consent: fhir4.Consent) => void };
};

function Said({ consents, nameOf, acts }: SaidProps) {
  const today = dayHere();
  const isOver = ({ status, provision }: fhir4.Consent) =>
    status !== 'active' || (provision?.period?.end !== undefined && provision.period.end < today);
  const [now, past] = [consents.filter((one) => !isOver(one)), consents.filter(isOver)];
  return (
    <>
      <Panel id="consent-now" title={t('page.now')}>
        <div className={styles['inside']}>
          {now.length === 0 ? (
            <EmptyState title={t('page.none')} detail={t('page.noneDetail')} />
          ) : (
            <SaidList consents={now} voice="own" nameOf={nameOf} today={today} acts={acts} />
          )}
        </div>
      </Panel>
      {past.length > 0 ? (
        <Panel id="consent-past" title={t('page.past')}>
          <div className={styles['inside']}>
            <SaidList consents={past} voice="own" nameOf={nameOf} today={today} acts={acts} />
          </div>
        </Panel>
      ) : null}
    </>
  );
}

/** What holds whatever anybody says. */
function Always() {
  return (
    <section aria-labelledby="consent-always">
      <h2 id="consent-always">{t('page.always')}</h2>
      <ul className={styles['always']}>
        <li>{t('page.always.programme')}</li>
        <li>{t('page.always.notes')}</li>
        <li>{t('page.always.emergency')}</li>
      </ul>
    </section>
  );
}
