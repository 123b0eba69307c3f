/** The shape of a medicine: its doses in steps, and what each does to the body's figures. */

export type Effect = Partial<
  Record<
    'sbp' | 'a1c' | 'ldl' | 'potassium' | 'heartRate' | 'weight' | 'mood' | 'worry' | 'tsh' | 'bnp' | 'inr',
    number
  >
>;

export type Step = {
  code: string;
  display: string;
  /** Taken each time, in `unit`. */
  dose: number;
  perDay: number;
  /** Days between doses when it is less than daily. */
  everyDays?: number;
  text: string;
  effect: Effect;
};

export type Drug = {
  key: string;
  name: string;
  unit: string;
  ucum: string;
  route: [code: string, display: string];
  asNeeded?: true;
  steps: Step[];
};

export type DrugRow = Omit<Drug, 'key'>;

export const ORAL: Drug['route'] = ['26643006', 'Oral route'];
export const INHALED: Drug['route'] = ['447694001', 'Respiratory tract route'];
export const UNDER_SKIN: Drug['route'] = ['34206005', 'Subcutaneous route'];
export const UNDER_TONGUE: Drug['route'] = ['37839007', 'Sublingual route'];
export const NASAL: Drug['route'] = ['46713006', 'Nasal route'];

/** One step of a dose. */
export const step = (
  code: string,
  display: string,
  dose: number,
  perDay: number,
  text: string,
  effect: Effect = {},
  everyDays?: number,
): Step => ({
  code,
  display,
  dose,
  perDay,
  text,
  effect,
  ...(everyDays === undefined ? {} : { everyDays }),
});
