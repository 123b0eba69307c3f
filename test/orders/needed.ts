import {
  BMP,
  CBC,
  CMP,
  LIPIDS,
  ago,
  asks,
  at,
  done,
  emergency,
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
  takes,
  task,
  value,
  values,
  type Case,
} from './build-case.ts';

const silent = (name: string, order: fhir4.ServiceRequest, chart: Case['chart']): Case => ({
  name,
  order,
  chart,
  finds: null,
});

/** What is needed: a word about it would be one of those that nobody reads. */
export const NEEDED: Case[] = [
  // Beyond the interval.
  silent('nothing in the chart at all', asks('bmp'), {}),
  silent('an A1c of four months ago in diabetes (ADA 6.2)', asks('a1c'), {
    observations: [value('a', '4548-4', 120)],
    conditions: [problem('E10.9')],
  }),
  silent('an A1c of five weeks ago in pregnancy (ADA 15)', asks('a1c'), {
    observations: [value('a', '4548-4', 35)],
    conditions: [problem('O24.414')],
  }),
  silent('a TSH five weeks after levothyroxine was changed', asks('tsh'), {
    observations: [value('t', '3016-3', 35)],
    medications: [takes('levothyroxine', 35)],
  }),
  silent('a TSH four weeks after the last in pregnancy (ATA 2017)', asks('tsh'), {
    observations: [value('t', '3016-3', 28)],
    conditions: [problem('Z34.90')],
    medications: [takes('levothyroxine', 500)],
  }),
  silent('a lipid panel six weeks after a statin was begun (ACC/AHA)', asks('lipid-panel'), {
    observations: values('l', LIPIDS, 42),
    medications: [takes('atorvastatin', 42)],
  }),
  silent('chemistry five weeks after the last', asks('bmp'), { observations: values('b', BMP, 35) }),
  silent('a mammogram a year after the last', asks('mammogram'), { procedures: [done('m', '24606-6', 366)] }),
  silent('bone density after two years', asks('dxa'), { reports: [report('d', '38269-7', 740)] }),
  silent('C. difficile eight days after the last', asks('c-diff'), { observations: [value('c', '54067-4', 8)] }),
  silent('an order for January, when the A1c of today no longer stands', asks('a1c', at(-95)), {
    observations: [value('a', '4548-4', 0)],
    conditions: [problem('E11.9')],
  }),
  // Therapy that is being watched.
  silent('an INR the day after the last, warfarin begun five days ago', asks('inr'), {
    observations: [value('i', '6301-6', 1)],
    medications: [takes('warfarin', 5)],
  }),
  silent('potassium a week after spironolactone was begun (AHA 7.3.3)', asks('potassium'), {
    observations: [value('k', '2823-3', 7)],
    medications: [takes('spironolactone', 7)],
  }),
  silent('chemistry three weeks after lisinopril was begun (KDIGO 3.6.2)', asks('bmp'), {
    observations: values('b', BMP, 22),
    medications: [takes('lisinopril', 21)],
  }),
  silent('aPTT six hours after the last under heparin', asks('aptt', inStay), {
    observations: [value('p', '14979-9', hours(6))],
    medications: [takes('heparin', 1)],
    encounters: [stay],
  }),
  silent('lithium a week after the last (NICE 1.10)', asks('lithium'), { observations: [value('l', '14334-7', 7)] }),
  silent('an echocardiogram three months after the last under trastuzumab', asks('echo'), {
    reports: [report('e', '42148-7', 88)],
    medications: [takes('trastuzumab', 90)],
  }),
  silent('a blood count a week after the last under methotrexate', asks('cbc'), {
    observations: values('k', CBC, 7),
    medications: [takes('methotrexate', 30)],
  }),
  // Serial by design.
  silent('the second troponin, two hours after the first', asks('troponin-i', inEmergency), {
    observations: [value('t', '89579-7', hours(2))],
    encounters: [emergency],
  }),
  silent(
    'the second troponin is ordered for three hours after the first',
    asks('troponin-i', { ...inEmergency, ...at(hours(-3)) }),
    {
      orders: [open('first', 'troponin-i', 0, at(0))],
      encounters: [emergency],
    },
  ),
  silent('lactate three hours after the last in sepsis', asks('lactate', inEmergency), {
    observations: [value('l', '2524-7', hours(3))],
    encounters: [emergency],
  }),
  silent('the second set of blood cultures', asks('blood-culture', inEmergency), {
    orders: [open('first', 'blood-culture', 0)],
    encounters: [emergency],
  }),
  silent('hCG two days after the last (ACOG 193)', asks('hcg'), { observations: [value('h', '21198-7', 2)] }),
  silent('the blood count of the next hospital day', asks('cbc', inStay), {
    observations: values('k', CBC, hours(24.5)),
    encounters: [stay],
  }),
  // Another test.
  silent('laboratory glucose after one by meter', asks('glucose'), { observations: [value('g', '41653-7', hours(1))] }),
  silent('glucose by meter after the laboratory', asks('glucose-poc'), {
    observations: [value('g', '2345-7', hours(1))],
  }),
  silent('urine glucose does not answer blood glucose', asks('glucose'), {
    observations: [value('g', '5792-7', hours(1))],
  }),
  silent('sodium in urine after sodium in blood', asks('urine-sodium'), {
    observations: [value('n', '2951-2', hours(1))],
  }),
  silent('glucose in cerebrospinal fluid', asks('csf-glucose', inStay), {
    observations: [value('g', '2345-7', hours(1))],
    encounters: [stay],
  }),
  silent('a CMP after a BMP: the liver is not known', asks('cmp'), { observations: values('b', BMP, 1) }),
  silent('a differential after a plain blood count', asks('cbc-diff'), { observations: values('k', CBC, 1) }),
  silent('troponin T after troponin I', asks('troponin-t', inEmergency), {
    observations: [value('t', '89579-7', hours(0.5))],
    encounters: [emergency],
  }),
  silent('NT-proBNP after BNP: the figures do not compare', asks('nt-probnp'), {
    observations: [value('b', '30934-4', 3)],
  }),
  silent('a wound culture of another wound', asks('wound-culture', { specimen: [{ display: 'Left heel' }] }), {
    observations: [value('w', '6462-6', 1, { specimen: ref('Specimen/s') })],
    specimens: [specimen('s', 'Sacrum')],
  }),
  silent('chlamydia from the throat after one in urine', asks('gc-ct', { specimen: [{ display: 'Throat swab' }] }), {
    observations: [value('g', '36902-5', 14, { specimen: ref('Specimen/u') })],
    specimens: [specimen('u', 'Urine')],
  }),
  silent('the other knee', asks('knee-xray', side('Right')), {
    orders: [open('ko', 'knee-xray', 31, { status: 'completed', ...side('Left') })],
    reports: [report('k', 'knee-xray', 30, { basedOn: [ref('ServiceRequest/ko')] })],
  }),
  silent('another region: the shoulder after the knee', asks('shoulder-xray', side('Left')), {
    reports: [report('k', 'knee-xray', 30, { code: { ...asks('knee-xray').code, text: 'X-ray left knee' } })],
  }),
  silent('both knees after one', asks('knee-xray', side('Both')), {
    reports: [report('k', 'knee-xray', 30, { code: { ...asks('knee-xray').code, text: 'X-ray left knee' } })],
  }),
  silent('a diagnostic mammogram after a screening one', asks('mammogram-diagnostic', side('Left')), {
    procedures: [done('m', '24606-6', 5)],
  }),
  // Not to be relied on.
  silent('cancelled results', asks('bmp'), { observations: values('b', BMP, 1, { status: 'cancelled' }) }),
  silent('results entered in error', asks('bmp'), {
    observations: values('b', BMP, 1, { status: 'entered-in-error' }),
  }),
  silent('preliminary results whose order is not known', asks('tsh'), {
    observations: [value('t', '3016-3', 1, { status: 'preliminary' })],
  }),
  silent('a critical potassium wants a second one at once', asks('potassium'), {
    observations: [value('k', '2823-3', hours(2), { flag: 'HH' })],
  }),
  silent('a critical value after a normal one', asks('potassium'), {
    observations: [value('k', '2823-3', hours(2), { flag: 'LL' }), value('old', '2823-3', 3)],
  }),
  silent('a potassium of 11 is not believed', asks('potassium'), {
    observations: [value('k', '2823-3', 1, { valueQuantity: { value: 11, unit: 'mmol/L', code: 'mmol/L' } })],
  }),
  silent('a potassium from a hemolyzed specimen', asks('bmp'), {
    observations: values('b', BMP, 1, { specimen: ref('Specimen/h') }),
    specimens: [specimen('h', 'Blood', spoilt('HEM'))],
  }),
  silent('a specimen that was not fit for use', asks('cbc'), {
    observations: values('k', CBC, 1, { specimen: ref('Specimen/c') }),
    specimens: [specimen('c', 'Blood', { status: 'unsatisfactory' })],
  }),
  silent('a result without a value: the laboratory could not measure it', asks('tsh'), {
    observations: [
      value('t', '3016-3', 1, { valueQuantity: undefined, dataAbsentReason: { coding: [{ code: 'error' }] } }),
    ],
  }),
  silent('a low sodium yesterday is looked at again today', asks('bmp'), {
    observations: values('b', BMP, 1, { flag: 'L' }),
  }),
  silent('one part of the panel was critical', asks('bmp'), {
    observations: [
      ...values('b', '2951-2 2075-0 2028-9 3094-0 2160-0 2345-7 17861-6', hours(2)),
      value('k', '2823-3', hours(2), { flag: 'HH' }),
    ],
  }),
  silent("another patient's result", asks('bmp'), {
    observations: values('b', CMP, 1, { subject: ref('Patient/bert') }),
  }),
  silent('a report of which a part is kept from who asks', asks('bmp'), {
    reports: [report('r', '24323-8', 2, { result: [ref('Observation/hidden')] })],
  }),
  // Under way, and not in the way.
  silent('an order that was revoked', asks('bmp'), { orders: [open('o', 'bmp', hours(2), { status: 'revoked' })] }),
  silent('an order that the laboratory rejected', asks('bmp'), {
    orders: [open('o', 'bmp', hours(2))],
    tasks: [task('o', 'rejected')],
  }),
  silent('a draft that nobody has signed', asks('bmp'), { orders: [open('o', 'bmp', hours(2), { status: 'draft' })] }),
  silent("a nurse's proposal", asks('bmp'), { orders: [open('o', 'bmp', hours(2), { intent: 'proposal' })] }),
  silent('the order that this one replaces', asks('bmp', { replaces: [ref('ServiceRequest/o')] }), {
    orders: [open('o', 'bmp', hours(2))],
  }),
  silent('an open order of half a year ago that nobody ever came for', asks('bmp'), {
    orders: [open('o', 'bmp', 180)],
  }),
  silent('an A1c planned for four months from now does not answer one of today', asks('a1c'), {
    orders: [open('o', 'a1c', 1, at(-120))],
    conditions: [problem('E11.9')],
  }),
  silent(
    'a standing order: its repeats are meant',
    asks('inr', { occurrenceTiming: { repeat: { period: 1, periodUnit: 'wk' } } }),
    {
      observations: [value('i', '6301-6', 1)],
      medications: [takes('warfarin', 400)],
    },
  ),
  silent('the third draw of a standing order', asks('inr', { basedOn: [ref('ServiceRequest/w')] }), {
    observations: [value('i', '6301-6', 2)],
    orders: [open('w', 'inr', 20, { occurrenceTiming: { repeat: { period: 3, periodUnit: 'd' } } })],
    medications: [takes('warfarin', 400)],
  }),
  silent("another patient's open order", asks('bmp'), {
    orders: [open('o', 'bmp', hours(2), { subject: ref('Patient/bert') })],
  }),
  // No rule, no word.
  silent('what no rule speaks of', asks('blood-gas', inStay), {
    observations: [value('g', '24336-0', hours(1))],
    encounters: [stay],
  }),
  silent('what is not in the catalogue', asks('no-such-test'), { observations: values('b', BMP, 1) }),
  silent('a colonoscopy six years after a polyp (AGA 3: five)', asks('colonoscopy'), {
    procedures: [done('c', 'colonoscopy', 2200)],
    conditions: [problem('Z86.010')],
  }),
  silent('a colonoscopy that was not done', asks('colonoscopy'), {
    procedures: [done('c', 'colonoscopy', 100, { status: 'not-done' })],
  }),
  silent('a problem that was refuted does not lengthen an interval', asks('colonoscopy'), {
    procedures: [done('c', 'colonoscopy', 4000)],
    conditions: [problem('K51.90', { verificationStatus: { coding: [{ code: 'refuted' }] } })],
  }),
  silent('a result dated tomorrow is no result', asks('tsh'), {
    observations: [value('t', '3016-3', 0, { effectiveDateTime: ago(-1) })],
  }),
];
