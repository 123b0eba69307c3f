/** A document to read: who wrote it about which visit, and its words. */
import { useQuery } from '@tanstack/react-query';
import { request } from '../../api/client.ts';
import { ErrorState } from '../../components/error-state.tsx';
import { Provenance } from '../../components/provenance.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { useChartPlace } from '../chart-place.ts';
import styles from '../chart.module.css';
import { t } from '../messages.ts';
import { textOf } from '../model/documents.ts';

/** See above. */
export function DocumentPage({ documentRef }: { documentRef: string }) {
  const { chart, open } = useChartPlace();
  const document = chart.documents.find((one) => one.ref === documentRef);
  if (!document) return null;
  const visit = chart.visits.find((one) => one.ref === document.visitRef);
  const { source } = document;
  return (
    <div className={styles['page']}>
      <Provenance
        by={source.by}
        at={document.at}
        where={source.where}
        onHistory={() => open({ kind: 'fact', ref: document.ref, title: document.title })}
      />
      {visit ? (
        <button type="button" className={styles['backButton']} onClick={() => open({ kind: 'visit', ref: visit.ref })}>
          {t('type.Encounter')}: {visit.reason ?? visit.title}
        </button>
      ) : null}
      {document.attachments.map((attachment, place) => (
        // Attachments of one document have no name of their own that must differ.
        <AttachmentText key={`${document.ref}-${attachment.url ?? place}`} attachment={attachment} />
      ))}
    </div>
  );
}

/** The words of an attachment, fetched where they are kept apart. */
export function AttachmentText({ attachment }: { attachment: fhir4.Attachment }) {
  const apart = attachment.data === undefined && attachment.url?.startsWith('Binary/') ? attachment.url : undefined;
  const binary = useQuery({
    queryKey: ['binary', apart],
    enabled: apart !== undefined,
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: ({ signal }) => request<fhir4.Binary>(`/fhir/${apart}`, { signal }),
  });
  if (binary.error) return <ErrorState error={binary.error} onRetry={() => void binary.refetch()} />;
  if (apart && binary.isPending) return <Skeleton lines={6} />;
  const found = binary.data
    ? { contentType: binary.data.contentType, ...(binary.data.data ? { data: binary.data.data } : {}) }
    : attachment;
  const text = textOf(found);
  if (text === undefined)
    return <p className="tl-muted">{t('documents.notText', { kind: found.contentType ?? '?' })}</p>;
  return text ? (
    <div className={styles['documentText']}>{text}</div>
  ) : (
    <p className="tl-muted">{t('documents.empty')}</p>
  );
}
