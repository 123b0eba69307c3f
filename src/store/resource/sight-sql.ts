import { type Resource, type Shown, parseJson, shownByBoth, stringify, takeShown } from '../../fhir/index.ts';
import type { Seal, Sight } from './sight-model.ts';

/** Adds a value to the statement and gives its placeholder. */
type Place = (value: unknown) => string;

/**
 * The condition that a row of the alias is in sight. `access.sees` says the same of one row; a property test holds them together.
 * Most rows carry no label and most patients have said nothing: that is looked at first, and of the others the database's own function
 * `access_sees` is asked, which costs nothing where it is not (docs/decisions/0021-one-decision.md).
 */
export function sightSql(sight: Sight, alias: string, place: Place): string {
  if (sight.kind === 'all') return 'true';
  const columns = ['type', 'id', 'patients', 'labels'].map((column) => `${alias}.${column}`).join(', ');
  const asked = `access_sees(${columns}, ${place(JSON.stringify(sight))}::jsonb)`;
  if (sight.needsRelation) return asked;
  const untouched = `${alias}.labels = '{}' and not exists (select 1 from access_rule f where f.patient = any (${alias}.patients))`;
  return `((${untouched}) or ${asked})`;
}

/**
 * What is shown of a row of the alias that is in sight, as text: JSON of one list of elements for each seal that masks it, null where it is
 * shown whole. Nothing where this sight masks none of the types (`only` those, or any).
 */
export function shownSql(sight: Sight, alias: string, place: Place, only?: string): string | null {
  if (sight.kind === 'all') return null;
  const isMasking = ({ masks }: Seal) => masks !== undefined && (only === undefined || masks[only] !== undefined);
  if (!sight.seals.some(isMasking)) return null;
  const columns = ['type', 'id', 'patients', 'labels'].map((column) => `${alias}.${column}`).join(', ');
  return `case when ${alias}.labels <> '{}' then access_shows(${columns}, ${place(JSON.stringify(sight))}::jsonb)::text end`;
}

/** A body as it is shown, by what `shownSql` gave for it. */
export function shownBody(body: string, shown: string | null | undefined): string {
  if (shown === null || shown === undefined) return body;
  return maskedBody(body, (JSON.parse(shown) as Shown[]).reduce(shownByBoth));
}

/** A body of which only this is shown. */
export function maskedBody(body: string, shown: Shown): string {
  return body === '' ? body : stringify(takeShown(parseJson(body) as Resource, shown));
}
