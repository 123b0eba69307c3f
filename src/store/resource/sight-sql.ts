import type { Sight } from './sight-model.ts';

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
