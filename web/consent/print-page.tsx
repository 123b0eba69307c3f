/** One consent on paper: all that was signed, with the rights that go with it. */
import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { directoryQuery } from '../api/queries.ts';
import { siteRows } from '../api/directory.ts';
import { ErrorState } from '../components/error-state.tsx';
import { Page } from '../components/page.tsx';
import { PrintLayout } from '../components/print-layout.tsx';
import { Skeleton } from '../components/skeleton.tsx';
import { dayHere, sayBirthDate, toDate } from '../lib/dates.ts';
import { NotFoundPage } from '../pages/not-found.tsx';
import styles from './consent.module.css';
import { t } from './messages.ts';
import { sayConsent, sayPurposeList, sayWhat, sayWhom } from './say.ts';
import { termsOf, type Terms } from './terms.ts';
import { ownPatient, useConsents } from './use-consents.ts';

const route = getRouteApi('/signed-in');
const own = getRouteApi('/signed-in/who-may-look/$consent');

/** See above. */
export function ConsentPrintPage() {
  const { account } = route.useRouteContext();
  const { consent: id } = own.useParams();
  const patientId = ownPatient(account) ?? '';
  const { query, person, known, patient } = useConsents(account, patientId);
  const directory = useQuery(directoryQuery).data;
  if (query.isError) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  if (!query.data || !person) return <Skeleton lines={8} height={32} />;
  const consent = query.data.find((one) => one.id === id);
  if (!consent) return <NotFoundPage />;
  const discloser = consent.organization?.[0];
  const site =
    directory && siteRows(directory).find((one) => one.id === (discloser?.reference ?? account.site?.reference));
  const title = t(isPart2(consent) ? 'print.title.part2' : 'print.title');
  return (
    <Page
      title={t('page.print')}
      width="reading"
      acts={<Button onClick={() => window.print()}>{t('print.act')}</Button>}
    >
      <PrintLayout
        title={title}
        patient={{ name: patient.name, birthDate: person.birthDate ?? '' }}
        from={{
          site: site?.name ?? discloser?.display ?? account.site?.name ?? '',
          ...(site?.phone ? { phone: site.phone } : {}),
        }}
        at={consent.dateTime ?? consent.meta?.lastUpdated ?? ''}
        sections={sectionsOf(consent, patient.name, known.nameOf)}
      />
    </Page>
  );
}

function isPart2({ category }: fhir4.Consent): boolean {
  return category.some(({ coding }) => coding?.some(({ code }) => code === '42-CFR-2'));
}

type Section = { heading: string; body: React.ReactNode };

function sectionsOf(
  consent: fhir4.Consent,
  name: string,
  nameOf: (reference: string) => string | undefined,
): Section[] {
  const terms = termsOf(consent);
  const [signer] = consent.performer ?? [];
  const sentences = sayConsent(consent, 'own', nameOf);
  return [
    { heading: t('print.says'), body: sentences.map((one) => <p key={one}>{one}</p>) },
    ...(terms && terms.act !== 'limit' ? lawSections(terms, name, nameOf) : []),
    {
      heading: t('print.rights'),
      body: (
        <ul className={styles['rights']}>
          <li>{t('sheet.rights.revoke')}</li>
          <li>{t('sheet.rights.care')}</li>
          {terms?.act === 'limit' ? null : <li>{t('sheet.rights.onward')}</li>}
          {terms?.act === 'limit' ? null : <li>{t('sheet.rights.list')}</li>}
        </ul>
      ),
    },
    {
      heading: t('print.signed'),
      body: (
        <p>
          {[signer?.display, consent.dateTime && sayBirthDate(dayHere(toDate(consent.dateTime)))]
            .filter(Boolean)
            .join(', ')}
        </p>
      ),
    },
    ...(isPart2(consent) ? [{ heading: '42 CFR 2.32', body: <p>{t('print.notice')}</p> }] : []),
  ];
}

/** What 42 CFR 2.31(a) asks for, one by one. */
function lawSections(terms: Terms, name: string, nameOf: (reference: string) => string | undefined): Section[] {
  const what =
    terms.act === 'notes' ? t('label.PSYTHPN') : terms.everything ? t('print.whatShare') : sayWhat(terms, 'own');
  const rows: [string, string][] = [
    [t('print.patient'), name],
    [t('print.discloser'), terms.discloser?.name ?? ''],
    [t('print.what'), what],
    [t('print.whom'), sayWhom(terms, 'own', nameOf)],
    [t('print.purpose'), terms.purposes.length > 0 ? sayPurposeList(terms.purposes) : t('print.anyPurpose')],
    [t('print.ends'), terms.until ? sayBirthDate(terms.until) : t('print.open')],
  ];
  return rows.map(([heading, text]) => ({ heading, body: <p>{text}</p> }));
}
