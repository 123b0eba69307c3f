import { appendFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { throughline } from './children.ts';
import { OF_240, person, practitioner } from './people.ts';
import { heldMb, peakMb } from './processes.ts';

/** What an import came to. Memory in MB: the most in the first and in the last third of its time tells whether it grew. */
export type Imported = { resources: number; perSecond: number; earlyMb: number; lateMb: number; peakMb: number };

/** Bulk files as a system exports them: one a type, ids of its own, literal references. Returns how many resources they hold. */
export function writeBulkFiles(folder: string, people: number, firstNumber = 0): number {
  mkdirSync(folder, { recursive: true });
  let count = 0;
  const put = (lines: Map<string, string[]>, type: string, line: string) => {
    lines.set(type, [...(lines.get(type) ?? []), line]);
    count += 1;
  };
  const staff = Array.from({ length: 20 }, (_, number) => `Practitioner/staff-${number}`);
  for (let number = firstNumber; number < firstNumber + people; number += 1) {
    const lines = new Map<string, string[]>();
    const entries = person(number, OF_240, staff);
    const ids = new Map(
      entries.map(({ fullUrl, resource }) => {
        const id = fullUrl.slice('urn:uuid:'.length);
        return [fullUrl, { id, ref: `${resource.resourceType}/${id}` }];
      }),
    );
    for (const { fullUrl, resource } of entries) {
      const { resourceType, ...rest } = resource;
      const text = JSON.stringify({ resourceType, id: ids.get(fullUrl)!.id, ...rest });
      put(
        lines,
        resourceType,
        text.replaceAll(/urn:uuid:[0-9a-f-]{36}/g, (urn) => ids.get(urn)?.ref ?? urn),
      );
    }
    for (const [type, own] of lines) appendFileSync(join(folder, `${type}.ndjson`), `${own.join('\n')}\n`);
  }
  if (firstNumber > 0) return count;
  const names = staff.map((_, number) => JSON.stringify({ ...practitioner(number), id: `staff-${number}` }));
  appendFileSync(join(folder, 'Practitioner.ndjson'), `${names.join('\n')}\n`);
  return count + names.length;
}

const LOOK_EVERY_MS = 100;

/** `throughline import` of a folder, as its users run it: its start and its end are in the time. */
export async function importFolder(folder: string, resources: number, databaseUrl: string): Promise<Imported> {
  const held: number[] = [];
  let peak = 0;
  let timer: NodeJS.Timeout | undefined;
  const begun = performance.now();
  const { status, out } = await throughline(['import', folder], databaseUrl, (pid) => {
    timer = setInterval(() => {
      const now = heldMb(pid);
      if (now > 0) held.push(now);
      peak = Math.max(peak, peakMb(pid));
    }, LOOK_EVERY_MS);
  });
  const tookMs = performance.now() - begun;
  clearInterval(timer);
  if (status !== 0 || !out.includes(resources.toLocaleString('en-US'))) throw new Error(`the import failed: ${out}`);
  const third = Math.floor(held.length / 3);
  return {
    resources,
    perSecond: resources / (tookMs / 1000),
    earlyMb: Math.max(...held.slice(0, third)),
    lateMb: Math.max(...held.slice(-third)),
    peakMb: peak,
  };
}
