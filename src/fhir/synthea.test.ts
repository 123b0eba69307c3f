import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { R4_PARAMS, extract, forEachReference, parseJson, stringify, validate, type Resource } from './index.ts';

const folder = join(import.meta.dirname, '../../../shared/data/synthea');
const present = existsSync(folder);
if (!present) console.log(`skipped: ${folder} is not here, so no real patients are read`);

function* documents(): Generator<string> {
  for (const part of ['uscore-121', 'bulk-13']) {
    for (const file of readdirSync(join(folder, part)).filter(
      (name) => name.endsWith('.gz') && !name.startsWith('log'),
    )) {
      const text = gunzipSync(readFileSync(join(folder, part, file))).toString();
      if (file.endsWith('.ndjson.gz')) yield* text.trim().split('\n');
      else yield text;
    }
  }
}

/** What doesn't hold of one resource that should of every one. */
function wrongWith(resource: Resource): string[] {
  const wrong: string[] = [];
  const found = extract(R4_PARAMS, resource);
  if (!found.tokens.some((token) => token.param === '_id' && token.code === resource.id))
    wrong.push('_id is not indexed');
  let references = 0;
  forEachReference(resource, () => references++);
  if (found.references.length > 0 && references === 0) wrong.push('has searchable references, yet none was visited');
  return wrong.map((text) => `${resource.resourceType}/${resource.id}: ${text}`);
}

test.skipIf(!present)(
  'every real patient is valid, indexable and written again as it came',
  { timeout: 120_000 },
  () => {
    let resources = 0;
    const wrong: unknown[] = [];
    for (const text of documents()) {
      const document = parseJson(text) as Resource;
      wrong.push(...validate(document));
      if (stringify(document) !== JSON.stringify(JSON.parse(text)) && stringify(document) !== text.trim())
        wrong.push(text.slice(0, 80));
      const entries = (document['entry'] as { resource: Resource }[] | undefined) ?? [{ resource: document }];
      for (const { resource } of entries) wrong.push(...wrongWith(resource));
      resources += entries.length;
    }
    expect(wrong).toEqual([]);
    expect(resources).toBeGreaterThan(90_000);
  },
);
