import type { Caller } from '../../base/index.ts';
import type { FhirRecord } from '../../record/index.ts';
import { find } from '../ask-record.ts';
import type { Chart } from './chart.ts';
import type { Found } from './find-duplicates.ts';
import type { Knowledge } from './knowledge.ts';

/** What was found, as a pane shows it: its name, its value in words, and the site by name. */
export type Shown = Found & { name: string; value?: string; flag?: string; siteName?: string };

type Resource = fhir4.Observation | fhir4.DiagnosticReport | fhir4.Procedure | fhir4.ServiceRequest;

function valueOf(resource: Resource): string | undefined {
  if (resource.resourceType === 'Observation') {
    const { valueQuantity, valueCodeableConcept, valueString } = resource;
    if (valueQuantity?.value !== undefined) return `${valueQuantity.value} ${valueQuantity.unit ?? ''}`.trim();
    return valueCodeableConcept?.text ?? valueCodeableConcept?.coding?.[0]?.display ?? valueString;
  }
  if (resource.resourceType === 'DiagnosticReport') return resource.conclusion;
  if (resource.resourceType === 'Procedure') return resource.outcome?.text;
  return undefined;
}

function flagOf(resource: Resource): string | undefined {
  if (resource.resourceType !== 'Observation') return undefined;
  const code = resource.interpretation?.[0]?.coding?.[0]?.code;
  return code === 'N' ? undefined : code;
}

function resourceOf(chart: Chart, reference: string): Resource | undefined {
  const all: readonly Resource[] = [...chart.observations, ...chart.reports, ...chart.procedures, ...chart.orders];
  return all.find((one) => `${one.resourceType}/${one.id}` === reference);
}

async function siteNames(record: FhirRecord, caller: Caller, found: readonly Found[]): Promise<Map<string, string>> {
  const ids = [...new Set(found.flatMap(({ site }) => /^Organization\/(.+)$/.exec(site?.reference ?? '')?.[1] ?? []))];
  if (ids.length === 0) return new Map();
  const now = record.clock.now();
  const asking = { record, caller, now, day: { start: now, end: now } };
  const sites = await find<fhir4.Organization>(asking, 'Organization', [['_id', ids.join(',')]]);
  return new Map(sites.map(({ id, name }) => [`Organization/${id}`, name ?? '']));
}

/** What was found, in words: of the same chart that the rule looked at. */
export async function sayFound(
  record: FhirRecord,
  caller: Caller,
  { chart, knowledge }: { chart: Chart; knowledge: Knowledge },
  found: readonly Found[],
): Promise<Shown[]> {
  const names = await siteNames(record, caller, found);
  return found.map((one): Shown => {
    const resource = resourceOf(chart, one.reference);
    const test = one.tests.length === 1 ? knowledge.tests.get(one.tests[0]!)?.name : undefined;
    const value = resource && valueOf(resource);
    const flag = resource && flagOf(resource);
    const siteName = names.get(one.site?.reference ?? '') ?? one.site?.display;
    return {
      ...one,
      name: test ?? resource?.code?.text ?? resource?.code?.coding?.[0]?.display ?? one.tests.join(', '),
      ...(value ? { value } : {}),
      ...(flag ? { flag } : {}),
      ...(siteName ? { siteName } : {}),
    };
  });
}
