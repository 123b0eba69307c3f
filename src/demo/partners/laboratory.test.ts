import { describe, expect, test } from 'vitest';
import { AUTHORED, WOMAN, briefOf, lab, lived } from '../../../test/partner-orders.ts';
import { validate, type Resource } from '../../fhir/index.ts';
import { cancelStep, nextStep, refusedOf, transactionOf } from './deliver.ts';
import { LAB_MIX, planLaboratory, type LabCourse } from './laboratory.ts';
import { orderableCodes } from './panels.ts';
import { planOf } from './plan.ts';

const HOUR_MS = 3_600_000;
const statusOf = (made: Map<string, Resource>, name: string) =>
  (made.get(name) as { status?: string } | undefined)?.status;

describe('a plan', () => {
  test('is the same for the same brief, byte for byte, and another for another seed', () => {
    const text = (seed: string, id = 't1') => {
      const brief = lab('24323-8', id, { seed });
      return JSON.stringify(planOf(brief).map((step) => [step, step.make?.({})]));
    };
    expect(text('a')).toBe(text('a'));
    expect(text('a')).not.toBe(text('b'));
    expect(text('a')).not.toBe(text('a', 't2'));
  });

  test('goes forward in time, faster by its speed', () => {
    const real = planLaboratory(lab('51990-0'), [['corrected', 1]]);
    const quick = planLaboratory(lab('51990-0', 't1', { speed: 60 }), [['corrected', 1]]);
    const begin = Date.parse(AUTHORED);
    expect(real.map(({ key }) => key)).toEqual(['received', 'accepted', 'collected', 'final', 'corrected']);
    expect(real.map(({ at }) => at)).toEqual(real.map(({ at }) => at).sort((a, b) => a - b));
    real.forEach((step, n) => expect(Math.abs((step.at - begin) / 60 - (quick[n]!.at - begin))).toBeLessThanOrEqual(1));
    expect(real[4]!.at - real[3]!.at).toBe(HOUR_MS);
  });

  test('is taken on at once, and waits for the day that the order is for', () => {
    const brief = briefOf(
      {
        code: { coding: [{ system: 'http://loinc.org', code: '3016-3' }] },
        occurrenceDateTime: '2026-06-01T09:00:00Z',
      },
      't',
    );
    const [received, accepted, collected] = planLaboratory(brief, [['plain', 1]]);
    expect(received!.at).toBe(Date.parse(AUTHORED) + 2 * 60_000);
    expect(accepted!.at).toBe(Date.parse(AUTHORED) + 6 * 60_000);
    expect(collected!.at).toBe(Date.parse('2026-06-01T09:30:00Z'));
  });

  test('is at its end after its last step, and begins anew for a Task that nobody has taken up', () => {
    const brief = lab('3016-3');
    const plan = planLaboratory(brief, [['plain', 1]]);
    const { task } = lived(brief, plan);
    expect(task.status).toBe('completed');
    expect(nextStep(plan, task)).toBeNull();
    expect(nextStep(plan, brief.order.task)!.key).toBe('received');
  });
});

describe('a laboratory', () => {
  test('does everything in its directory, for women, men and children, in valid resources', () => {
    for (const code of orderableCodes()) {
      for (const person of [WOMAN, { sex: 'male', age: 4 }, { sex: 'male', age: 81 }] as const) {
        const { resources, task } = lived(
          lab(code, 't1', { person }),
          planLaboratory(lab(code, 't1', { person }), [['plain', 1]]),
        );
        expect(task.status, code).toBe('completed');
        expect(statusOf(resources, 'report'), code).toBe('final');
        expect(
          task.output
            ?.map(({ valueReference }) => valueReference?.reference)
            .every((one) => one!.startsWith('urn:uuid:')),
        ).toBe(true);
      }
    }
  });

  test.each<[LabCourse, string, string[], string]>([
    ['plain', '51990-0', ['received', 'accepted', 'collected', 'final'], 'completed'],
    ['partial', '51990-0', ['received', 'accepted', 'collected', 'preliminary', 'final'], 'completed'],
    ['partial', '630-4', ['received', 'accepted', 'collected', 'preliminary', 'final'], 'completed'],
    ['corrected', '51990-0', ['received', 'accepted', 'collected', 'final', 'corrected'], 'completed'],
    ['hemolyzed', '51990-0', ['received', 'accepted', 'collected', 'collected-again', 'final'], 'completed'],
    ['insufficient', '51990-0', ['received', 'accepted', 'collected', 'failed'], 'failed'],
    ['recalled-kit', '6556-5', ['received', 'rejected'], 'rejected'],
    ['wrong-patient', '51990-0', ['received', 'accepted', 'collected', 'misdirected', 'final'], 'completed'],
    ['wrong-order', '51990-0', ['received', 'accepted', 'collected', 'stray', 'final'], 'completed'],
    ['wrong-unit', '51990-0', ['received', 'accepted', 'collected', 'final', 'corrected'], 'completed'],
    ['late', '51990-0', ['received', 'accepted', 'collected', 'final'], 'completed'],
    ['critical', '51990-0', ['received', 'accepted', 'collected', 'final'], 'completed'],
    ['reflex', '3016-3', ['received', 'accepted', 'collected', 'final'], 'completed'],
  ])('%s (%s): %j', (course, code, keys, status) => {
    const brief = lab(code);
    const plan = planLaboratory(brief, [[course, 1]]);
    expect(plan.map(({ key }) => key)).toEqual(keys);
    expect(lived(brief, plan).task.status).toBe(status);
  });

  test('promises a day, and is late beyond it', () => {
    const last = planLaboratory(lab('51990-0'), [['late', 1]]).at(-1)!;
    expect(last.at).toBeGreaterThan(Date.parse(AUTHORED) + 24 * HOUR_MS);
    const usual = planLaboratory(lab('51990-0'), [['plain', 1]]).at(-1)!;
    expect(usual.at).toBeLessThan(Date.parse(AUTHORED) + 7 * HOUR_MS);
  });

  test('calls about what is critical, and marks it', () => {
    const brief = lab('51990-0');
    const { resources } = lived(brief, planLaboratory(brief, [['critical', 1]]));
    const call = resources.get('call') as unknown as fhir4.Communication;
    expect(call.recipient).toEqual([{ reference: 'Practitioner/p' }]);
    expect(call.payload?.[0]?.contentString).toMatch(
      /^Critical result by telephone: (Potassium|Glucose) [\d.]+ (mmol\/L|mg\/dL)\. Read back\.$/,
    );
    const codes = [...resources.values()].flatMap(
      (one) => (one as unknown as fhir4.Observation).interpretation?.[0]?.coding?.[0]?.code ?? [],
    );
    expect(codes.filter((code) => code === 'HH' || code === 'LL')).toHaveLength(1);
  });

  test('measures free T4 of itself where TSH is high', () => {
    const brief = lab('3016-3');
    const { resources } = lived(brief, planLaboratory(brief, [['reflex', 1]]));
    const tsh = (resources.get('tsh') as unknown as fhir4.Observation).valueQuantity!.value!;
    expect(tsh).toBeGreaterThan(4.5);
    expect((resources.get('free-t4') as unknown as fhir4.Observation).valueQuantity!.value!).toBeGreaterThan(0);
    expect((resources.get('report') as unknown as fhir4.DiagnosticReport).result).toHaveLength(2);
  });

  test('corrects one value and what follows from it, says what it was, and leaves the rest as it was', () => {
    const brief = lab('51990-0');
    const plan = planLaboratory(brief, [['corrected', 1]]);
    const [first, second] = [plan[3]!, plan[4]!].map(
      (step) => new Map(step.make!({}).map(({ name, resource }) => [name, resource as unknown as fhir4.Observation])),
    );
    const changed = [...second!]
      .filter(([, one]) => one.resourceType === 'Observation' && one.status === 'corrected')
      .map(([name]) => name);
    expect(changed).toContain('sodium');
    expect(second!.get('sodium')!.valueQuantity!.value).not.toBe(first!.get('sodium')!.valueQuantity!.value);
    expect(second!.get('glucose')).toEqual(first!.get('glucose'));
    expect((second!.get('report') as unknown as fhir4.DiagnosticReport).conclusion).toMatch(
      /^Corrected: Sodium \d+ mmol\/L was reported, Sodium \d+ mmol\/L is right\.$/,
    );
    const of = (name: string) => second!.get(name)!.valueQuantity!.value!;
    expect(of('anion-gap')).toBe(of('sodium') - of('chloride') - of('bicarbonate'));
  });

  test('in a mistake sends a unit that nothing converts, another patient’s specimen, or a number that nobody has', () => {
    const unit = planLaboratory(lab('51990-0'), [['wrong-unit', 1]])[3]!.make!({}).find(
      ({ name }) => name === 'sodium',
    )!;
    expect((unit.resource as unknown as fhir4.Observation).valueQuantity).toEqual({
      value: expect.any(Number),
      unit: 'units',
    });
    const mistake = planLaboratory(lab('51990-0'), [['wrong-patient', 1]])[3]!;
    expect(mistake.isMistake).toBe(true);
    const [sent] = mistake.make!({ otherSpecimen: 'Specimen/bea' });
    expect(sent!.resource).toMatchObject({
      subject: { reference: 'Patient/ada' },
      specimen: { reference: 'Specimen/bea' },
    });
    expect(mistake.make!({})).toEqual([]);
    const stray = planLaboratory(lab('51990-0'), [['wrong-order', 1]])[3]!.make!({});
    for (const { resource } of stray) {
      expect(resource['basedOn']).toEqual([
        {
          type: 'ServiceRequest',
          identifier: { system: 'urn:throughline:order-number', value: expect.stringMatching(/^X-\d{6}$/) },
        },
      ]);
    }
  });

  test.each<[string, Partial<fhir4.ServiceRequest>, RegExp]>([
    [
      'a test that it does not do',
      { code: { coding: [{ system: 'http://loinc.org', code: '99999-9' }], text: 'Moonshine level' } },
      /no such test: Moonshine level/,
    ],
    [
      'a code of another system',
      { code: { coding: [{ system: 'urn:x', code: '2951-2' }], text: 'Sodium' } },
      /no such test: Sodium/,
    ],
    ['no code at all', {}, /no such test: no code/],
    [
      'vitamin D without a reason',
      { code: { coding: [{ system: 'http://loinc.org', code: '62292-8' }] }, reasonCode: [] },
      /indication/,
    ],
  ])('does not accept %s', (_what, request, reason) => {
    const plan = planOf(briefOf(request, 't1'));
    expect(plan.map(({ key, status }) => [key, status])).toEqual([
      ['received', 'received'],
      ['rejected', 'rejected'],
    ]);
    expect(plan[1]!.reason).toMatch(reason);
  });

  // 3 of the 95 in a hundred that a metabolic panel can have: 3.2 in a hundred; three standard errors of 3,000 are 0.96.
  test('has to call about three in a hundred', () => {
    let calls = 0;
    for (let n = 0; n < 3000; n += 1) {
      const plan = planLaboratory(lab('51990-0', `task-${n}`), LAB_MIX);
      if (plan.some(({ said }) => said.includes('critical'))) calls += 1;
    }
    expect(calls).toBeGreaterThan(66);
    expect(calls).toBeLessThan(124);
  });
});

test('what is refused stands on the Task: a mistake goes on, anything else has failed', () => {
  const brief = lab('51990-0');
  const plan = planLaboratory(brief, [['wrong-patient', 1]]);
  const taskIn = (bundle: Resource) => (bundle['entry'] as { resource: fhir4.Task }[])[0]!.resource;
  const after = taskIn(refusedOf(brief.order, plan[3]!, 'Specimen/x is of another patient'));
  expect(after.note?.[0]?.text).toBe('Refused when it was sent: Specimen/x is of another patient');
  expect(nextStep(plan, after)!.key).toBe('final');
  const failed = taskIn(refusedOf(brief.order, plan[4]!, 'no'));
  expect(failed).toMatchObject({ status: 'failed', statusReason: { text: 'It was refused: no' } });
  const cancelled = taskIn(
    transactionOf(brief.order, cancelStep(Date.parse(AUTHORED)), [], new Map(), 'Organization/lab'),
  );
  expect(cancelled).toMatchObject({ status: 'cancelled', executionPeriod: { end: AUTHORED } });
  expect(validate(after)).toEqual([]);
});
