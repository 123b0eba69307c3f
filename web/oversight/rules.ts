/** The rules of access as the server tells them, and a section of them as the Library that puts it in force. Pure. */

type Effective = { from?: string; until?: string };
type Purposes = { roles: string[]; purposes: string[] };

export type Programme = Effective & { organization: string; controlledBy: string[]; serviceOrganizations: string[] };

export type Rules = {
  labels: (Effective & {
    label: string;
    types?: string[];
    codes: { system: string; codes: string[]; starts: string[] }[];
  })[];
  seals: (Effective & { label: string; roles?: string[]; except: string[]; opensFor: Purposes[]; ways: string[] })[];
  masks: (Effective & { label: string; roles: string[]; type: string; shows: string[] })[];
  programmes: Programme[];
  care: {
    required: (Effective & { roles: string[] })[];
    windows: Record<string, { beforeDays: number; afterDays: number }>;
  };
  consent: { spared: string[]; unheededBy: Purposes[] };
  adolescents: { fromAge: number; untilAge: number; labels: string[] };
  purposes: { roles: string[]; usual: string; also: string[] }[];
  breakGlass: { roles: string[]; usualMinutes: number; mostMinutes: number };
};

export type Section = keyof Rules;
export type Policy = { id: string; version: string; title: string; start?: string; end?: string; sections: string[] };
export type Policies = { rules: Rules; policies: Policy[] };

/** Those that a form can hold. */
export const EDITABLE = ['programmes', 'care', 'breakGlass'] as const satisfies readonly Section[];
export type Editable = (typeof EDITABLE)[number];

/** The policy in force on a day (`2026-11-25`) from which a section comes; undefined for the usual rules. The last one is the strongest. */
export function sourceOf({ policies }: Policies, section: Section, day: string): Policy | undefined {
  return policies.findLast(
    ({ sections, start = '', end = '9' }) =>
      sections.includes(section) && start.slice(0, 10) <= day && day < end.slice(0, 10),
  );
}

const TYPE = { system: 'urn:throughline:library-type', code: 'access-policy' };

/** The Library of a section: the one it comes from with that section changed, else a new one of its own. */
export function libraryWith<S extends Section>(
  before: fhir4.Library | null,
  section: S,
  content: Rules[S],
  title: string,
): fhir4.Library {
  const held = before ? (JSON.parse(textOf(before)) as Partial<Rules>) : {};
  const data = encode(JSON.stringify({ ...held, [section]: content }));
  const attachment = { contentType: 'application/json', data };
  if (before) return { ...before, content: [attachment] };
  return {
    resourceType: 'Library',
    id: `access-policy-${section.toLowerCase()}`,
    title,
    status: 'active',
    type: { coding: [TYPE] },
    content: [attachment],
  };
}

function textOf(library: fhir4.Library): string {
  const bytes = Uint8Array.from(atob(library.content?.[0]?.data ?? ''), (letter) => letter.charCodeAt(0));
  return new TextDecoder().decode(bytes);
}

function encode(text: string): string {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)));
}
