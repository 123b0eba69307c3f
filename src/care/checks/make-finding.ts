import { createHash } from 'node:crypto';
import {
  SENTENCES,
  type Evidence,
  type Finding,
  type FindingKind,
  type MessageKey,
  type Param,
  type Severity,
  type Way,
} from './model.ts';

/** What a rule says of what it found. */
export type Found = {
  kind: FindingKind;
  /** The entry of the knowledge. */
  entry: { id: string; severity: Severity; interrupts?: boolean; source: string };
  interrupts?: boolean;
  message: MessageKey;
  params: Readonly<Record<string, Param>>;
  /** What it is about, `Type/id`: the key is made of these. */
  about: readonly string[];
  evidence?: readonly Evidence[];
  /** Figures beside the evidence on which it rests: a dose. */
  figures?: readonly (string | number | undefined)[];
  ways: readonly Way[];
};

/** A sentence in one language. Faults: none; an unknown parameter stays as it is written. */
export function sentence(
  key: MessageKey,
  params: Readonly<Record<string, Param>>,
  language: 'en' | 'es' = 'en',
): string {
  return SENTENCES[key].replaceAll(/\{(\w+)\}/g, (whole, name: string) => {
    const param = params[name];
    if (param === undefined) return whole;
    return typeof param === 'object' ? param[language] : String(param);
  });
}

/** A finding of what a rule found. */
export function makeFinding(found: Found): Finding {
  const { kind, entry, message, params, evidence = [], figures = [] } = found;
  const rule = `${kind}.${entry.id}`;
  const about = [...new Set(found.about)];
  const touches = [...new Set([...about, ...evidence.flatMap(({ ref }) => ref ?? [])])];
  const rests = JSON.stringify([touches.toSorted(), evidence.map(({ value, date }) => [value, date]), figures]);
  return {
    key: `${rule}:${about.toSorted().join(',')}`,
    rule,
    kind,
    severity: entry.severity,
    interrupts: found.interrupts ?? entry.interrupts ?? false,
    message: { key: message, params },
    text: sentence(message, params),
    touches,
    evidence: [...evidence],
    evidenceHash: createHash('sha256').update(rests).digest('hex').slice(0, 16),
    source: entry.source,
    ways: [...found.ways, { act: 'keep' }],
  };
}
