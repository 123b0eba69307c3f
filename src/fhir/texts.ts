import { isResourceType, rulesOf, type ElementRule } from './definitions.ts';
import { foldString } from './fold-string.ts';
import type { Resource } from './model.ts';

type Members = Record<string, unknown>;

/** What a person wrote, rather than what points or counts. */
const TEXT_TYPES = new Set(['string', 'markdown', 'code', 'xhtml']);
/** Characters of one resource that are looked at. */
const MOST_CHARACTERS = 400_000;

const NAMED: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' };

/** The text of a narrative's XHTML: no tags, entities as the characters that they stand for. */
function textOfXhtml(div: string): string {
  return div
    .replaceAll(/<!--[^]*?-->|<[^>]*>/g, ' ')
    .replaceAll(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]+));/gi, (whole, decimal, hex, name: string | undefined) => {
      if (name !== undefined) return NAMED[name.toLowerCase()] ?? whole;
      const point = decimal === undefined ? Number.parseInt(String(hex), 16) : Number(decimal);
      return point > 0 && point <= 0x10ffff ? String.fromCodePoint(point) : ' ';
    });
}

/** A text that stands in an attachment as base64, such as a visit note; nothing of another media type. */
function textOfAttachment({ contentType, data }: Members): string {
  if (typeof data !== 'string' || typeof contentType !== 'string' || !/^text\//i.test(contentType)) return '';
  const text = Buffer.from(data, 'base64').toString('utf8');
  return /^text\/html/i.test(contentType) ? textOfXhtml(text) : text;
}

function collect(value: unknown, rule: Pick<ElementRule, 'kind' | 'type'>, into: string[]): void {
  if (Array.isArray(value)) {
    for (const item of value) collect(item, rule, into);
  } else if (typeof value === 'string') {
    if (rule.kind === 'primitive' && TEXT_TYPES.has(rule.type)) {
      into.push(rule.type === 'xhtml' ? textOfXhtml(value) : value);
    }
  } else if (typeof value === 'object' && value !== null) {
    if (rule.type === 'Attachment') into.push(textOfAttachment(value as Members));
    const type = rule.kind === 'resource' ? (value as Members)['resourceType'] : rule.type;
    if (rule.kind !== 'resource' || isResourceType(type)) collectMembers(value as Members, String(type), into);
  }
}

function collectMembers(members: Members, type: string, into: string[]): void {
  const { byProperty } = rulesOf(type);
  for (const property in members) {
    const rule = byProperty.get(property);
    if (type === 'Reference' && property === 'reference') continue;
    if (rule) collect(members[property], rule, into);
  }
}

/**
 * The words of a resource in their order, folded as `foldString` folds: of its narrative, and of everything in it that somebody wrote
 * (strings, markdown, codes, displays, the text of its attachments), the narrative among it. What `_text` and `_content` look into
 * (http://hl7.org/fhir/R4/search.html#text).
 */
export function wordsOf(resource: Resource): { narrative: string[]; content: string[] } {
  const texts: string[] = [];
  collectMembers(resource, resource.resourceType, texts);
  const div = (resource['text'] as { div?: unknown } | undefined)?.div;
  return {
    narrative: typeof div === 'string' ? splitWords(textOfXhtml(div)) : [],
    content: splitWords(texts.join('\n')),
  };
}

/** Letters and digits that stand together are a word, without case and accents. */
export function splitWords(text: string): string[] {
  return foldString(text.slice(0, MOST_CHARACTERS)).match(/[\p{L}\p{N}]+/gu) ?? [];
}
