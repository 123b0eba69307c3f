/** Units by UCUM (https://ucum.org/ucum), by the library `@lhncbc/ucum-lhc`: what measures the same thing is brought to one unit. */
import { createRequire } from 'node:module';
import { withoutConsole } from './without-console.ts';

export const UCUM_SYSTEM = 'http://unitsofmeasure.org';

type Unit = {
  magnitude_: number;
  dim_: { dimVec_: number[] | null } | null;
  cnv_: string | null;
  isArbitrary_: boolean;
  convertFrom(value: number, from: Unit): number;
};
type Library = { getSpecifiedUnit(code: string, use: 'validate'): { unit: Unit | null } };

/** `name` is the same for all units of one dimension; `convert` gives how many of its base units a value is. */
export type CanonicalUnit = { name: string; convert(value: number): number };

/** Units that are no multiple of a base unit, and that the library can bring to kelvin. */
const TEMPERATURES = new Set(['Cel', 'degF', 'degRe']);
const LONGEST_CODE = 100;
const MOST_REMEMBERED = 2000;
/** Fewer digits than a double has: what a conversion adds beyond them is noise. */
const DIGITS = 13;

let library: Library | null = null;
let remembered = new Map<string, CanonicalUnit | null>();

function unitOf(code: string): Unit | null {
  // Loaded when first asked: it takes some 40 ms.
  library ??= (
    createRequire(import.meta.url)('@lhncbc/ucum-lhc') as { UcumLhcUtils: { getInstance(): Library } }
  ).UcumLhcUtils.getInstance();
  const { getSpecifiedUnit } = library;
  try {
    return withoutConsole(() => getSpecifiedUnit.call(library, code, 'validate').unit);
  } catch {
    return null;
  }
}

function tidy(value: number): number {
  return Number(value.toPrecision(DIGITS));
}

/** Arbitrary units (`[iU]`) measure only against themselves, so that they, and where they stand, are part of the name. */
function arbitraryPart(unit: Unit, code: string): string {
  return unit.isArbitrary_
    ? [...code.matchAll(/(\/?)[^/.()]*?(\[[^\]]+\])/g)].map(([, at, name]) => at! + name!).join()
    : '';
}

function made(code: string): CanonicalUnit | null {
  const unit = code.length > LONGEST_CODE ? null : unitOf(code);
  if (!unit) return null;
  const name = `${unit.dim_?.dimVec_?.join() ?? ''};${arbitraryPart(unit, code)}`;
  if (unit.cnv_ === null) return { name, convert: (value) => tidy(value * unit.magnitude_) };
  const kelvin = TEMPERATURES.has(unit.cnv_) ? unitOf('K') : null;
  return kelvin && { name, convert: (value) => tidy(kelvin.convertFrom(value, unit)) };
}

/**
 * The base unit of what a UCUM code measures, so that values of one dimension compare: 1 g and 1000 mg, 37 Cel and 98.6 [degF].
 * Null for what is no UCUM code, and for scales without a linear base (pH, decibel), which compare with their own code alone.
 */
export function canonicalUnit(code: string): CanonicalUnit | null {
  const known = remembered.get(code);
  if (known !== undefined) return known;
  if (remembered.size >= MOST_REMEMBERED) remembered = new Map();
  const unit = made(code);
  remembered.set(code, unit);
  return unit;
}
