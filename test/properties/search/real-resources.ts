/** A sample of the Synthea resources that lie beside the checkout, where they do. */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import type { Stored } from './r4-values.ts';

const folder = fileURLToPath(new URL('../../../../shared/data/synthea/bulk-13', import.meta.url));

export const isThere = existsSync(folder);
if (!isThere)
  process.stderr.write(
    'notice: the Synthea folder is not beside the checkout; search is compared over generated resources alone\n',
  );

const MOST_OF_A_TYPE = 40;

/** What a resource refers to, as `Type/id`. */
function referred(resource: Stored): string[] {
  return [...JSON.stringify(resource).matchAll(/"reference":"([^"]*)"/g)].map((found) => found[1]!);
}

/** The first of each type, less whatever refers to a resource outside the sample (a reference must lead somewhere). */
export function sampleOfSynthea(): Stored[] {
  if (!isThere) return [];
  const files = readdirSync(folder).filter((name) => name.endsWith('.ndjson.gz') && !name.startsWith('log'));
  let sample = files.flatMap((name) => {
    const lines = gunzipSync(readFileSync(join(folder, name)))
      .toString()
      .split('\n', MOST_OF_A_TYPE);
    return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as Stored);
  });
  let size: number;
  do {
    size = sample.length;
    const names = new Set(sample.map((one) => `${one.resourceType}/${one.id}`));
    sample = sample.filter((one) => referred(one).every((name) => name.startsWith('#') || names.has(name)));
  } while (sample.length < size);
  return sample;
}
