import type { Person } from './model.ts';

/** Bounds of what is usual, either of them open. */
export type Bounds = [low: number | undefined, high: number | undefined];

/** One thing that a laboratory measures or looks for. */
export type Analyte = {
  key: string;
  loinc: string;
  /** Other codes by which it is ordered. */
  also: readonly string[];
  display: string;
  text: string;
  /** UCUM; people write it as `unit` says. */
  ucum: string;
  unit: string;
  decimals: number;
  usual: (person: Person) => Bounds;
  /** Where somebody is called at once. */
  critical: Bounds;
  /** Where healthy people are, and how far from one another: the middle of what is usual where it is left out. */
  typical?: (person: Person) => [mean: number, deviation: number];
  specimen: SpecimenKind;
  /** Not measured but reckoned from the others of its panel. */
  isDerived?: true;
  /** In how many of a hundred it is found; of what is looked for rather than measured. */
  foundPercent?: number;
  /** That it is found at all is told by telephone. */
  foundIsCritical?: true;
  needsIndication?: true;
};

export type SpecimenKind = 'blood' | 'urine' | 'swab' | 'stool';

export const between = (low?: number, high?: number) => (): Bounds => [low, high];
export const bySex = (female: Bounds, male: Bounds) => (person: Person) => (person.sex === 'female' ? female : male);
export const aged =
  (until: number, young: Bounds, old: (person: Person) => Bounds) =>
  (person: Person): Bounds =>
    person.age < until ? young : old(person);

export type Row = [
  key: string,
  loinc: string,
  display: string,
  text: string,
  unit: string,
  decimals: number,
  usual: Analyte['usual'],
  more?: Partial<
    Pick<Analyte, 'also' | 'ucum' | 'critical' | 'typical' | 'specimen' | 'isDerived' | 'needsIndication'>
  >,
];

export const SERUM = 'in Serum or Plasma';
export const around = (mean: number, deviation: number) => (): [number, number] => [mean, deviation];
