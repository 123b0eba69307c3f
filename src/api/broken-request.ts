import type { Socket } from 'node:net';
import type { Issue } from '../base/index.ts';
import { outcome, stringify } from '../fhir/index.ts';

type Broken = Error & { code?: string };

/** What cannot be read as HTTP, by Node's code for it: status, reason phrase, FHIR's issue type, and words. */
const KNOWN: Record<string, [number, string, string, string]> = {
  ERR_HTTP_REQUEST_TIMEOUT: [
    408,
    'Request Timeout',
    'timeout',
    'The request did not arrive whole in time. Send it again.',
  ],
  HPE_HEADER_OVERFLOW: [
    431,
    'Request Header Fields Too Large',
    'too-long',
    'The address and headers are longer than 16 KB. Search by POST.',
  ],
  HPE_CHUNK_EXTENSIONS_OVERFLOW: [
    413,
    'Payload Too Large',
    'too-long',
    'The chunk extensions of the body are too long.',
  ],
};
const UNREADABLE: [number, string, string, string] = [
  400,
  'Bad Request',
  'structure',
  'What was sent cannot be read as an HTTP/1.1 request.',
];

/**
 * Answers what never became a request, because it is not HTTP or did not come in time, and ends its connection: there is no
 * telling where another request would begin.
 */
export function answerBrokenRequest(error: Broken, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const [status, reason, code, details] = KNOWN[error.code ?? ''] ?? UNREADABLE;
  const issue: Issue = { severity: 'error', code, details };
  const body = stringify(outcome([issue]));
  socket.write(
    [
      `HTTP/1.1 ${status} ${reason}`,
      'content-type: application/fhir+json; charset=utf-8',
      `content-length: ${Buffer.byteLength(body)}`,
      'x-content-type-options: nosniff',
      'cache-control: no-store',
      'connection: close',
      '',
      body,
    ].join('\r\n'),
  );
  socket.destroySoon();
}
