import { Fault } from '../../base/index.ts';

/** The type that is no resource of the record's: its content is the audit's. */
export const TRACE = 'AuditEvent';

/** Refuses to write what the server itself writes. */
export function refuseTraceWrite(types: Iterable<string>): void {
  for (const type of types) if (type === TRACE) throw noSuch('is written by the server itself, and by nobody else');
}

/** The refusal of what is not asked of the audit. */
export function noSuch(why: string): Fault {
  return new Fault('method-not-allowed', 'not-supported', `${TRACE} ${why}: it can be read and searched.`);
}
