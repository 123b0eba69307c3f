import type { QuantityValue } from '../../fhir/index.ts';
import { UCUM_SYSTEM, canonicalUnit } from '../../logic/index.ts';
import type { IndexRow } from '../../store/index.ts';

type QuantityRow = IndexRow['quantities'][number];

/** The bits of a double, which counted up give its neighbour (IEEE 754). */
const double = new Float64Array(1);
const bits = new BigInt64Array(double.buffer);

/** The next double above; infinities stay. */
export function nextUp(value: number): number {
  if (!Number.isFinite(value)) return value;
  // Of both zeros the next is the smallest positive number.
  double[0] = value === 0 ? 0 : value;
  bits[0]! += value < 0 ? -1n : 1n;
  return double[0];
}

/** The next double below; infinities stay. */
export function nextDown(value: number): number {
  return -nextUp(-value);
}

/** An end that does not belong to the range is stored as its neighbour inside, so that comparisons need not know. */
function closed({ low, high, open }: Pick<QuantityValue, 'low' | 'high' | 'open'>): { low: number; high: number } {
  return { low: open === 'low' ? nextUp(low) : low, high: open === 'high' ? nextDown(high) : high };
}

/** A quantity as it is stored: its range as it came, and where its unit is one of UCUM's the range in the base unit too. */
export function quantityRow({ open, ...quantity }: QuantityValue): QuantityRow {
  const row: QuantityRow = { ...quantity, ...closed({ ...quantity, ...(open ? { open } : {}) }) };
  const unit = row.system === UCUM_SYSTEM && row.code !== undefined ? canonicalUnit(row.code) : null;
  if (!unit) return row;
  const [low, high] = [quantity.low, quantity.high].map((end) => (Number.isFinite(end) ? unit.convert(end) : end)) as [
    number,
    number,
  ];
  return { ...row, canonical: { unit: unit.name, ...closed({ low, high, ...(open ? { open } : {}) }) } };
}
