import {
  BMP,
  CBC,
  CMP,
  LIPIDS,
  LIVER,
  ago,
  all,
  asks,
  at,
  done,
  hours,
  inEmergency,
  inStay,
  open,
  problem,
  ref,
  report,
  side,
  specimen,
  spoilt,
  stay,
  emergency,
  takes,
  task,
  value,
  values,
  type Case,
} from './build-case.ts';

/** What has its answer already, at whatever site: the order would only do it twice. */
export const ANSWERED: Case[] = [
  // The same test, by its own interval.
  {
    name: 'an A1c of six weeks ago in diabetes (ADA 6.1, 6.2: quarterly at most)',
    order: asks('a1c'),
    chart: { observations: [value('a', '4548-4', 42)], conditions: [problem('E11.9')] },
    finds: { refs: ['Observation/a'], rule: 'a1c-diabetes', kind: 'result', until: ago(42 - 90) },
  },
  {
    name: 'an A1c of seven months ago in prediabetes (ADA 3.1: yearly)',
    order: asks('a1c'),
    chart: { observations: [value('a', '4548-4', 210)], conditions: [problem('R73.03')] },
    finds: { refs: ['Observation/a'], rule: 'a1c' },
  },
  {
    name: 'an A1c by another method (HPLC) is the same test',
    order: asks('4548-4'),
    chart: { observations: [value('a', '17856-6', 20)] },
    finds: { refs: ['Observation/a'], rule: 'a1c' },
  },
  {
    name: 'an A1c in IFCC units (mmol/mol) from outside is the same test',
    order: asks('a1c'),
    chart: {
      observations: [value('a', '59261-8', 20, { valueQuantity: { value: 48, unit: 'mmol/mol', code: 'mmol/mol' } })],
    },
    finds: { refs: ['Observation/a'], rule: 'a1c' },
  },
  {
    name: 'cholesterol in mmol/L from outside answers a lipid panel',
    order: asks('lipid-panel'),
    chart: { observations: values('o', '14647-2 14646-4 14927-8', 100) },
    finds: { refs: all('o', '14647-2 14646-4 14927-8'), rule: 'lipids' },
  },
  {
    name: 'a lipid panel two months after the last on a settled statin (ACC/AHA: every 3 to 12 months)',
    order: asks('lipid-panel'),
    chart: { observations: values('l', LIPIDS, 60), medications: [takes('atorvastatin', 700)] },
    finds: { refs: all('l', '2093-3 2085-9 2571-8'), rule: 'lipids-treated' },
  },
  {
    name: 'a lipid panel two weeks after one, the statin just begun (ACC/AHA: 4 to 12 weeks after)',
    order: asks('lipid-panel'),
    chart: { observations: values('l', LIPIDS, 14), medications: [takes('rosuvastatin', 14)] },
    finds: { refs: all('l', '2093-3 2085-9 2571-8'), rule: 'lipids-drug-start', until: ago(14 - 28) },
  },
  {
    name: 'TSH ten weeks after a normal one',
    order: asks('tsh'),
    chart: { observations: [value('t', '3016-3', 70)] },
    finds: { refs: ['Observation/t'], rule: 'thyroid' },
  },
  {
    name: 'TSH two weeks after a change of levothyroxine (4 to 8 weeks to settle)',
    order: asks('tsh'),
    chart: { observations: [value('t', '3016-3', 14)], medications: [takes('levothyroxine', 14)] },
    finds: { refs: ['Observation/t'], rule: 'thyroid-drug-start', until: ago(14 - 28) },
  },
  {
    name: 'TSH by a third-generation assay is the same test',
    order: asks('3016-3'),
    chart: { observations: [value('t', '11580-8', 70)] },
    finds: { refs: ['Observation/t'], rule: 'thyroid' },
  },
  {
    name: 'an INR two days after the last on settled warfarin (CHEST 3.1)',
    order: asks('inr'),
    chart: { observations: [value('i', '6301-6', 2)], medications: [takes('warfarin', 400)] },
    finds: { refs: ['Observation/i'], rule: 'inr-warfarin' },
  },
  {
    name: 'an INR by fingerstick this morning, warfarin begun a week ago: a day is the rhythm, not six hours',
    order: asks('inr'),
    chart: { observations: [value('i', '46418-0', hours(6))], medications: [takes('warfarin', 7)] },
    finds: { refs: ['Observation/i'], rule: 'inr-warfarin-start' },
  },
  {
    name: 'urine albumin a month after the last (KDIGO 2.1.1: yearly)',
    order: asks('uacr'),
    chart: { observations: [value('u', '14959-1', 30)], conditions: [problem('N18.31')] },
    finds: { refs: ['Observation/u'], rule: 'uacr' },
  },
  {
    name: 'PSA five months after a normal one',
    order: asks('psa'),
    chart: { observations: [value('p', '2857-1', 150)] },
    finds: { refs: ['Observation/p'], rule: 'psa' },
  },
  {
    name: 'hepatitis C antibody for the second time in a year (USPSTF: once)',
    order: asks('hcv-antibody'),
    chart: { observations: [value('h', '16128-1', 200, { valueQuantity: undefined, valueString: 'Nonreactive' })] },
    finds: { refs: ['Observation/h'], rule: 'hcv-antibody' },
  },
  {
    name: 'C. difficile three days after a negative one (IDSA/SHEA IX.1: not within 7 days)',
    order: asks('c-diff'),
    chart: { observations: [value('c', '54067-4', 3, { valueQuantity: undefined, valueString: 'Not detected' })] },
    finds: { refs: ['Observation/c'], rule: 'c-diff', until: ago(3 - 7) },
  },
  {
    name: 'factor V Leiden, found nine years ago (ACMG: a gene does not change)',
    order: asks('factor-v-leiden'),
    chart: { reports: [report('g', '21668-9', 3300)] },
    finds: { refs: ['DiagnosticReport/g'], rule: 'genes' },
  },
  {
    name: 'hemoglobin electrophoresis known for years (ASCP)',
    order: asks('hemoglobinopathy'),
    chart: { reports: [report('e', '43113-0', 4000)] },
    finds: { refs: ['DiagnosticReport/e'], rule: 'hemoglobinopathy' },
  },
  {
    name: 'a second type and screen within three days (AABB 5.14.3.2)',
    order: asks('type-screen', inStay),
    chart: { reports: [report('ts', '34532-2', 1)], encounters: [stay] },
    finds: { refs: ['DiagnosticReport/ts'], rule: 'type-screen', until: ago(1 - 3) },
  },
  {
    name: 'quantitative hCG a day after the last (ACOG 193: 48 hours apart)',
    order: asks('hcg'),
    chart: { observations: [value('h', '21198-7', 1)] },
    finds: { refs: ['Observation/h'], rule: 'hcg' },
  },
  {
    name: 'chlamydia two weeks after treatment (CDC: not before 4 weeks), the same urine',
    order: asks('gc-ct', { specimen: [{ display: 'Urine' }] }),
    chart: {
      observations: [value('g', '36902-5', 14, { specimen: ref('Specimen/u') })],
      specimens: [specimen('u', 'Urine')],
    },
    finds: { refs: ['Observation/g'], rule: 'gc-ct' },
  },
  {
    name: 'an A1c in pregnancy ten days after the last (ADA 15: monthly)',
    order: asks('a1c'),
    chart: { observations: [value('a', '4548-4', 10)], conditions: [problem('O24.410'), problem('E11.9')] },
    finds: { refs: ['Observation/a'], rule: 'a1c-pregnancy' },
  },
  // Panels and their parts.
  {
    name: 'a BMP inside a CMP of the same morning, from another site',
    order: asks('bmp'),
    chart: { observations: values('c', CMP, hours(4), { performer: [ref('Organization/other-lab')] }) },
    finds: { refs: all('c', BMP), rule: 'chemistry' },
  },
  {
    name: 'a BMP answered by the report of a CMP whose values were sent as text',
    order: asks('51990-0'),
    chart: { reports: [report('r', '24323-8', 2)] },
    finds: { refs: ['DiagnosticReport/r'], rule: 'chemistry' },
  },
  {
    name: 'a CMP answered by a BMP and a liver panel of the same week',
    order: asks('cmp'),
    chart: { observations: [...values('b', BMP, 3), ...values('h', LIVER, 5)] },
    finds: { refs: [...all('b', BMP), ...all('h', LIVER)], rule: 'chemistry' },
  },
  {
    name: 'potassium alone, known from a panel of last week',
    order: asks('potassium'),
    chart: { observations: values('b', BMP, 8) },
    finds: { refs: ['Observation/b-2823-3'], rule: 'chemistry' },
  },
  {
    name: 'hemoglobin alone, known from a blood count',
    order: asks('hemoglobin'),
    chart: { observations: values('k', CBC, 6) },
    finds: { refs: ['Observation/k-718-7'], rule: 'blood-count' },
  },
  {
    name: 'a blood count without differential, inside one with',
    order: asks('cbc'),
    chart: { reports: [report('d', '57021-8', 6)] },
    finds: { refs: ['DiagnosticReport/d'], rule: 'blood-count' },
  },
  {
    name: 'a panel that came as one observation with components',
    order: asks('electrolytes'),
    chart: {
      observations: [
        value('p', '24326-1', 2, {
          valueQuantity: undefined,
          component: ['2951-2', '2823-3', '2075-0', '2028-9'].map((code) => ({
            code: { coding: [{ system: 'http://loinc.org', code }] },
            valueQuantity: { value: 5 },
          })),
        }),
      ],
    },
    finds: { refs: ['Observation/p'], rule: 'chemistry' },
  },
  // By setting.
  {
    name: 'a second blood count on one hospital day (SHM 5)',
    order: asks('cbc', inStay),
    chart: { observations: values('k', CBC, hours(8)), encounters: [stay] },
    finds: { refs: all('k', CBC), rule: 'blood-count-inpatient', until: ago(hours(8 - 24)) },
  },
  {
    name: 'chemistry in the emergency department two hours after the clinic took it',
    order: asks('bmp', inEmergency),
    chart: { observations: values('b', BMP, hours(2)), encounters: [emergency] },
    finds: { refs: all('b', BMP), rule: 'chemistry-emergency' },
  },
  {
    name: 'a second troponin twenty minutes after the first',
    order: asks('troponin-i', inEmergency),
    chart: { observations: [value('t', '89579-7', hours(1 / 3))], encounters: [emergency] },
    finds: { refs: ['Observation/t'], rule: 'troponin' },
  },
  // Under way elsewhere.
  {
    name: 'a CMP ordered this morning at another site, not yet drawn, answers a BMP',
    order: asks('bmp'),
    chart: { orders: [open('o', 'cmp', hours(3))], tasks: [task('o', 'requested')] },
    finds: { refs: ['ServiceRequest/o'], rule: 'chemistry', kind: 'pending' },
  },
  {
    name: 'a TSH whose blood is with the laboratory',
    order: asks('tsh'),
    chart: {
      orders: [open('o', '3016-3', 1)],
      tasks: [task('o', 'in-progress')],
      specimens: [
        specimen('s', 'Blood', { request: [ref('ServiceRequest/o')], collection: { collectedDateTime: ago(1) } }),
      ],
    },
    finds: { refs: ['ServiceRequest/o'], rule: 'thyroid', kind: 'pending', until: ago(1 - 180) },
  },
  {
    name: 'a preliminary result: its order is still under way',
    order: asks('bmp'),
    chart: {
      observations: values('b', BMP, hours(2), { status: 'preliminary' }),
      orders: [open('o', 'bmp', hours(3))],
      tasks: [task('o', 'in-progress')],
    },
    finds: { refs: ['ServiceRequest/o'], rule: 'chemistry', kind: 'pending' },
  },
  {
    name: 'an A1c ordered for next week by somebody else, in diabetes',
    order: asks('a1c'),
    chart: { orders: [open('o', 'a1c', 10, at(-7))], conditions: [problem('E11.65')] },
    finds: { refs: ['ServiceRequest/o'], rule: 'a1c-diabetes', kind: 'pending' },
  },
  {
    name: 'an INR for today, of a weekly standing order that is due tomorrow',
    order: asks('inr'),
    chart: {
      orders: [
        open('w', 'inr', 20, {
          occurrenceTiming: { repeat: { boundsPeriod: { start: ago(20) }, period: 1, periodUnit: 'wk' } },
        }),
      ],
      medications: [takes('warfarin', 400)],
    },
    finds: { refs: ['ServiceRequest/w'], rule: 'inr-warfarin', kind: 'pending' },
  },
  {
    name: 'a second standing order of the same rhythm',
    order: asks('inr', { occurrenceTiming: { repeat: { period: 1, periodUnit: 'wk' } } }),
    chart: {
      orders: [
        open('w', 'inr', 20, {
          occurrenceTiming: { repeat: { boundsPeriod: { start: ago(20) }, period: 1, periodUnit: 'wk' } },
        }),
      ],
      medications: [takes('warfarin', 400)],
    },
    finds: { refs: ['ServiceRequest/w'], rule: 'inr-warfarin', kind: 'pending' },
  },
  {
    name: 'one half resulted, the other half under way',
    order: asks('cmp'),
    chart: { observations: values('b', BMP, 2), orders: [open('h', 'hepatic-panel', 1)] },
    finds: { refs: [...all('b', BMP), 'ServiceRequest/h'], rule: 'chemistry' },
  },
  // Corrected, and other values that stand.
  {
    name: 'a corrected result counts as it now stands',
    order: asks('tsh'),
    chart: { observations: [value('t', '3016-3', 10, { status: 'corrected' })] },
    finds: { refs: ['Observation/t'], rule: 'thyroid' },
  },
  {
    name: 'of two, one entered in error: the other stands',
    order: asks('tsh'),
    chart: {
      observations: [value('wrong', '3016-3', 5, { status: 'entered-in-error' }), value('t', '3016-3', 30)],
    },
    finds: { refs: ['Observation/t'], rule: 'thyroid' },
  },
  {
    name: 'a hemolyzed specimen spoils the potassium and not the sodium',
    order: asks('sodium'),
    chart: {
      observations: [value('n', '2951-2', 2, { specimen: ref('Specimen/h') })],
      specimens: [specimen('h', 'Blood', spoilt('HEM'))],
    },
    finds: { refs: ['Observation/n'], rule: 'chemistry' },
  },
  // Imaging and procedures.
  {
    name: 'an echocardiogram of last week in stable heart failure (ACC 2023)',
    order: asks('echo'),
    chart: { reports: [report('e', '42148-7', 8)], conditions: [problem('I50.22')] },
    finds: { refs: ['DiagnosticReport/e'], rule: 'echo-heart-failure', until: ago(8 - 365) },
  },
  {
    name: 'bone density after one year (ACR 5: not within two)',
    order: asks('dxa'),
    chart: { reports: [report('d', '38269-7', 400)] },
    finds: { refs: ['DiagnosticReport/d'], rule: 'dxa' },
  },
  {
    name: 'a colonoscopy seven years after a clean one (AGA 2)',
    order: asks('colonoscopy'),
    chart: { procedures: [done('c', 'colonoscopy', 2555)] },
    finds: { refs: ['Procedure/c'], rule: 'colonoscopy' },
  },
  {
    name: 'a stool test for blood where a colonoscopy of three years ago answers it (AGA 2)',
    order: asks('fit'),
    chart: { procedures: [done('c', 'colonoscopy', 1100)] },
    finds: { refs: ['Procedure/c'], rule: 'fit-after-colonoscopy' },
  },
  {
    name: 'the same knee, X-rayed a month ago',
    order: asks('knee-xray', side('Left')),
    chart: {
      orders: [open('ko', 'knee-xray', 31, { status: 'completed', ...side('Left knee') })],
      reports: [report('k', 'knee-xray', 30, { basedOn: [ref('ServiceRequest/ko')] })],
    },
    finds: { refs: ['DiagnosticReport/k'], rule: 'joints' },
  },
  {
    name: 'both knees a month ago answer the right one',
    order: asks('knee-xray', side('Right')),
    chart: {
      reports: [report('k', 'knee-xray', 30, { code: { ...asks('knee-xray').code, text: 'X-ray of both knees' } })],
    },
    finds: { refs: ['DiagnosticReport/k'], rule: 'joints' },
  },
  {
    name: 'a mammogram five months after the last',
    order: asks('mammogram'),
    chart: { procedures: [done('m', '24606-6', 150)] },
    finds: { refs: ['Procedure/m'], rule: 'mammogram' },
  },
  {
    name: 'an eye examination four months after the last in diabetes (ADA 12: yearly)',
    order: asks('eye-exam'),
    chart: { procedures: [done('x', 'eye-exam', 120)], conditions: [problem('E11.9')] },
    finds: { refs: ['Procedure/x'], rule: 'eye-exam' },
  },
];
