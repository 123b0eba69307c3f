/** Documents and notes: who wrote what about which visit, and its text. */
import { nameOfConcept } from '../../lib/codes.ts';
import type { Directory, Source } from './people.ts';
import { refOf, visitKeys, type RecordIndex } from './record.ts';
import { dateOf, momentOf, newestFirst } from './times.ts';

export type Document = {
  ref: string;
  title: string;
  concept?: fhir4.CodeableConcept | undefined;
  at?: string | undefined;
  ms: number;
  visitRef?: string | undefined;
  isCurrent: boolean;
  /** Not decoded before someone reads it. */
  attachments: fhir4.Attachment[];
  source: Source;
};

/** All documents, newest first; a report's text only where it is not filed as a document too. */
export function documentsOf(index: RecordIndex, directory: Directory): Document[] {
  const filed = new Set<string>();
  const documents = index.of('DocumentReference').map((document): Document => {
    for (const identifier of document.identifier ?? []) filed.add(identifier.value ?? '');
    const attachments = document.content.map((content) => content.attachment);
    return {
      ...shared(document, directory),
      title: document.description ?? attachments[0]?.title ?? nameOfConcept(document.type),
      concept: document.type,
      isCurrent: document.status === 'current',
      attachments,
    };
  });
  for (const report of index.of('DiagnosticReport')) {
    if (!report.presentedForm?.length || filed.has(`urn:uuid:${report.id}`)) continue;
    documents.push({
      ...shared(report, directory),
      title: nameOfConcept(report.code),
      concept: report.code,
      isCurrent: true,
      attachments: report.presentedForm,
    });
  }
  return newestFirst(documents);
}

function shared(resource: fhir4.DocumentReference | fhir4.DiagnosticReport, directory: Directory) {
  const at = dateOf(resource);
  return {
    ref: refOf(resource),
    at,
    ms: momentOf(at),
    visitRef: visitKeys(resource)[0],
    source: directory.source(resource),
  };
}

/** The words of an attachment, where it holds text: base64 of UTF-8, markup taken away. */
export function textOf(attachment: fhir4.Attachment): string | undefined {
  if (attachment.data === undefined) return undefined;
  const kind = attachment.contentType?.toLowerCase() ?? 'text/plain';
  if (!/^text\/|xml|json/.test(kind)) return undefined;
  const text = decodeBase64(attachment.data);
  return /html|xml/.test(kind) ? withoutMarkup(text) : text.trim();
}

/** Text of base64 UTF-8. What is not base64 is shown as it stands. */
export function decodeBase64(data: string): string {
  try {
    return new TextDecoder().decode(Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0)));
  } catch {
    return data;
  }
}

/** Base64 of text in UTF-8. */
export function encodeBase64(text: string): string {
  let binary = '';
  for (const byte of new TextEncoder().encode(text)) binary += String.fromCharCode(byte);
  return btoa(binary);
}

const ENTITIES: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' };

function withoutMarkup(text: string): string {
  return text
    .replaceAll(/<(?:script|style)\b[\s\S]*?<\/(?:script|style)>/gi, '')
    .replaceAll(/<\/(?:p|div|li|tr|h\d)>|<br\s*\/?>/gi, '\n')
    .replaceAll(/<[^>]+>/g, '')
    .replaceAll(/&(\w+);/g, (whole, name: string) => ENTITIES[name] ?? whole)
    .replaceAll(/\n{3,}/g, '\n\n')
    .trim();
}
