import { OFTEN, ROUTES, UNITS } from './codes.ts';
import { SNOMED, SUBJECT, dateOf, markOf, personOf } from './make-resource.ts';
import { type Item, splitDose } from './read-charts.ts';

/** A medicine that was ordered, or that the person says they take. */
export function makeDrug(item: Item, id: string): fhir4.FhirResource[] {
  const { options, head } = item;
  const { name } = splitDose(head);
  const concept = { text: options.get('as') ?? name };
  const dosage = dosageOf(item);
  if (options.has('statement')) {
    return [
      {
        resourceType: 'MedicationStatement',
        id,
        status: markOf(item, ['not-taken'], 'active') as fhir4.MedicationStatement['status'],
        medicationCodeableConcept: concept,
        subject: SUBJECT,
        effectivePeriod: { start: dateOf('-60') },
        dosage: [dosage],
      },
    ];
  }
  const marks = ['stopped', 'completed', 'entered-in-error', 'on-hold', 'cancelled'];
  const by = options.get('by');
  return [
    {
      resourceType: 'MedicationRequest',
      id,
      status: markOf(item, marks, 'active') as fhir4.MedicationRequest['status'],
      intent: options.has('proposal') ? 'proposal' : 'order',
      medicationCodeableConcept: concept,
      subject: SUBJECT,
      authoredOn: dateOf(options.get('on') ?? '-30'),
      ...(by ? { requester: personOf(by) } : {}),
      ...(options.has('do not give') ? { doNotPerform: true } : {}),
      dosageInstruction: [dosage],
    },
  ];
}

function dosageOf({ head, options }: Item): fhir4.Dosage {
  const { value, unit = '', often, asNeeded } = splitDose(head);
  const ucum = UNITS[unit] ?? UNITS[unit.replace(/s$/, '')];
  const route = options.get('route');
  const [start, end, once] = ['start', 'ends', 'once'].map((name) => options.get(name));
  const [frequency, period, periodUnit] = (often === undefined ? undefined : OFTEN[often]) ?? [];
  const bounds =
    start || end
      ? { boundsPeriod: { ...(start ? { start: dateOf(start) } : {}), ...(end ? { end: dateOf(end) } : {}) } }
      : {};
  const repeat = { ...bounds, ...(frequency ? { frequency, period: period!, periodUnit: periodUnit! } : {}) };
  return {
    text: options.has('flush') ? 'To flush the line' : head,
    ...(once ? { timing: { event: [dateOf(once)] } } : Object.keys(repeat).length > 0 ? { timing: { repeat } } : {}),
    ...(asNeeded ? { asNeededBoolean: true } : {}),
    ...(route ? { route: { coding: [{ system: SNOMED, code: ROUTES[route]! }] } } : {}),
    ...(value === undefined || !ucum
      ? {}
      : {
          doseAndRate: [{ doseQuantity: { value, unit, system: 'http://unitsofmeasure.org', code: ucum } }],
        }),
  };
}
