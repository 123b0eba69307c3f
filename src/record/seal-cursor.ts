import { type KeyObject, createCipheriv, createDecipheriv, hash, randomBytes } from 'node:crypto';
import { type Caller, Fault } from '../base/index.ts';

const IV_BYTES = 12;
const TAG_BYTES = 16;

/** Random bytes are got for many cursors at once: asking for twelve costs as much as for thousands. */
const IVS_AT_ONCE = 256;
let ivs = Buffer.alloc(0);

function freshIv(): Buffer {
  if (ivs.length === 0) ivs = randomBytes(IV_BYTES * IVS_AT_ONCE);
  const iv = ivs.subarray(0, IV_BYTES);
  ivs = ivs.subarray(IV_BYTES);
  return iv;
}

/** Who asked what: a cursor is of no use to anybody else, or for another question. */
function boundTo(caller: Caller, question: string): Buffer {
  const { kind, id, role, patient = null, scopes = null } = caller;
  return hash('sha256', JSON.stringify([kind, id, role, patient, scopes, question]), 'buffer');
}

/** Closes a cursor: AES-256-GCM, because the sort keys within may be somebody's name, bound to caller and question. */
export function sealCursor(key: KeyObject, caller: Caller, question: string, content: unknown): string {
  const iv = freshIv();
  const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(boundTo(caller, question));
  const sealed = Buffer.concat([cipher.update(JSON.stringify(content), 'utf8'), cipher.final()]);
  return Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString('base64url');
}

/** Opens a cursor that `sealCursor` made for the same caller and question. Faults: invalid. */
export function openCursor(key: KeyObject, caller: Caller, question: string, text: string): unknown {
  try {
    const bytes = Buffer.from(text, 'base64url');
    const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, IV_BYTES), { authTagLength: TAG_BYTES });
    decipher.setAAD(boundTo(caller, question)).setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
    const opened = Buffer.concat([decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES)), decipher.final()]);
    return JSON.parse(opened.toString('utf8'));
  } catch {
    throw new Fault(
      'invalid',
      'value',
      'This cursor is not one that was given to you for this query: begin again without it.',
    );
  }
}
