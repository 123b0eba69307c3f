/**
 * Numbers keep their digits: FHIR's decimal has a precision (1.10 is not 1.1, http://hl7.org/fhir/R4/datatypes.html#decimal) that
 * JavaScript's number loses. The text of each number that would not come back the same is remembered beside the object that holds it.
 */
type Digits = Map<string, string>;

const remembered = new WeakMap<object, Digits>();

/** Since TypeScript's library has no type for it yet: https://tc39.es/proposal-json-parse-with-source/ */
const { rawJSON } = JSON as unknown as { rawJSON(text: string): object };

/** Remembers the text that a number came in. */
export function rememberDigits(holder: object, key: string | number, text: string): void {
  let digits = remembered.get(holder);
  if (!digits) remembered.set(holder, (digits = new Map()));
  digits.set(String(key), text);
}

function digitsIn(holder: object, key: string | number, value: unknown): string | undefined {
  const text = remembered.get(holder)?.get(String(key));
  // A value that was written over since has digits of its own.
  return text !== undefined && Object.is(Number(text), value) ? text : undefined;
}

/** The text of the number at `key` as it came, for search's implicit precision; of a number made here, its shortest text. */
export function digitsOf(holder: object, key: string | number): string {
  const value = (holder as Record<string | number, unknown>)[key];
  return digitsIn(holder, key, value) ?? String(value);
}

/** Gives a shallow copy the digits of what it was copied from. */
export function copyDigits(from: object, to: object): void {
  const digits = remembered.get(from);
  if (digits) remembered.set(to, new Map(digits));
}

/** Walks without allocating, as nearly every value is plain and only pays for this. */
function holdsDigits(value: object): boolean {
  if (Array.isArray(value)) {
    if (remembered.has(value)) return true;
    for (const item of value) if (typeof item === 'object' && item !== null && holdsDigits(item)) return true;
    return false;
  }
  let hasNumber = false;
  for (const key in value) {
    const member = (value as Record<string, unknown>)[key];
    if (typeof member === 'number') hasNumber = true;
    else if (typeof member === 'object' && member !== null && holdsDigits(member)) return true;
  }
  return hasNumber && remembered.has(value);
}

/** The JSON text of a value, each number with the digits that it came with. */
export function stringify(value: unknown): string {
  if (typeof value !== 'object' || value === null || !holdsDigits(value)) return JSON.stringify(value);
  return JSON.stringify(value, function (this: object, key: string, member: unknown) {
    if (typeof member !== 'number') return member;
    const text = digitsIn(this, key, member);
    return text === undefined ? member : rawJSON(text);
  });
}
