/** A fact: what it is now, who recorded it where and when, and every version with what changed in it. */
import { useQuery } from '@tanstack/react-query';
import type { Version } from '../../api/model.ts';
import { versionsQuery } from '../../api/queries.ts';
import { CodeText } from '../../components/code-text.tsx';
import { DateTime } from '../../components/date-time.tsx';
import { DiffView } from '../../components/diff-view.tsx';
import { ErrorState } from '../../components/error-state.tsx';
import { Provenance } from '../../components/provenance.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { changesBetween } from '../../lib/diff.ts';
import { useChartPlace } from '../chart-place.ts';
import styles from '../chart.module.css';
import { t } from '../messages.ts';

/** See above. */
export function FactPage({ factRef }: { factRef: string }) {
  const { chart } = useChartPlace();
  const resource = chart.index.find(factRef);
  const source = resource && chart.directory.source(resource);
  const { code } = (resource ?? {}) as { code?: fhir4.CodeableConcept };
  return (
    <div className={styles['page']}>
      {source ? <Provenance by={source.by} at={source.at} where={source.where} /> : null}
      {code?.coding ? (
        <p>
          <CodeText concept={code} />
        </p>
      ) : null}
      <History factRef={factRef} />
    </div>
  );
}

/** Every version of a resource, the newest first. */
export function History({ factRef }: { factRef: string }) {
  const [type = '', id = ''] = factRef.split('/');
  const { data, error, isPending, refetch } = useQuery(versionsQuery(type, id));
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (isPending) return <Skeleton lines={4} />;
  return (
    <section className={styles['history']} aria-label={t('fact.versions')}>
      <h3>{t('fact.versions')}</h3>
      <ol>
        {data.map((version, place) => (
          <VersionItem key={version.version} version={version} before={data[place + 1]} />
        ))}
      </ol>
    </section>
  );
}

function VersionItem({ version, before }: { version: Version; before: Version | undefined }) {
  return (
    <li className={styles['version']}>
      <p className={styles['versionHead']}>
        <span className="tl-strong">{t(`fact.${version.action}`)}</span>
        <DateTime value={version.at} />
        <span>{version.by.name}</span>
        <span className="tl-label">{t('fact.version', { version: version.version })}</span>
      </p>
      {version.action === 'update' && before ? (
        <DiffView changes={changesBetween(before.resource, version.resource)} />
      ) : null}
      {version.action === 'create' ? <p className="tl-muted">{t('fact.first')}</p> : null}
    </li>
  );
}
