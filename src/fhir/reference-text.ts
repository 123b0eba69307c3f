import { isId, isResourceType } from './definitions.ts';

export type ParsedReference =
  | { kind: 'literal'; type: string; id: string; version?: string; absolute: boolean }
  | { kind: 'conditional'; type: string; query: string }
  | { kind: 'contained'; id: string }
  | { kind: 'absolute' }
  | { kind: 'broken' };

const LITERAL = /^([A-Za-z]+)\/([A-Za-z0-9\-.]{1,64})(?:\/_history\/([A-Za-z0-9\-.]{1,64}))?$/;
const ABSOLUTE_LITERAL = /^https?:\/\/.*\/([A-Za-z]+)\/([A-Za-z0-9\-.]{1,64})(?:\/_history\/([A-Za-z0-9\-.]{1,64}))?$/;

function literal(found: RegExpExecArray, absolute: boolean): ParsedReference | null {
  const [, type, id, version] = found;
  if (!isResourceType(type) || !isId(id)) return null;
  return { kind: 'literal', type, id, absolute, ...(version === undefined ? {} : { version }) };
}

/** What the text of Reference.reference is, see http://hl7.org/fhir/R4/references.html#literal and #conditional (http.html#trules). */
export function parseReference(text: string): ParsedReference {
  if (text.startsWith('#')) return { kind: 'contained', id: text.slice(1) };
  const relative = LITERAL.exec(text);
  if (relative) return literal(relative, false) ?? { kind: 'broken' };
  if (/^[a-z][a-z0-9+.-]*:/i.test(text)) {
    const found = ABSOLUTE_LITERAL.exec(text);
    return (found && literal(found, true)) ?? { kind: 'absolute' };
  }
  const question = text.indexOf('?');
  if (question > 0 && isResourceType(text.slice(0, question))) {
    return { kind: 'conditional', type: text.slice(0, question), query: text.slice(question + 1) };
  }
  return { kind: 'broken' };
}

/** The type of resource that a Reference evidently points to, by its text or else by what it says itself. */
export function referencedType(reference: object): string | undefined {
  const {
    reference: text,
    type,
    resourceType,
  } = reference as { reference?: unknown; type?: unknown; resourceType?: unknown };
  if (typeof text === 'string') {
    const parsed = parseReference(text);
    if (parsed.kind === 'literal' || parsed.kind === 'conditional') return parsed.type;
  }
  if (typeof type === 'string') return type.slice(type.lastIndexOf('/') + 1);
  return typeof resourceType === 'string' ? resourceType : undefined;
}
