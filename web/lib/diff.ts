/** What changed between two versions of a resource, element by element. */
export type Change = { path: string; before?: string; after?: string };

/** Every leaf that differs, in the order of the newer version; server bookkeeping (meta) is left out. */
export function changesBetween(before: unknown, after: unknown): Change[] {
  const old = leaves(before);
  const now = leaves(after);
  const changes: Change[] = [];
  for (const [path, text] of now) {
    const was = old.get(path);
    if (was !== text) changes.push(was === undefined ? { path, after: text } : { path, before: was, after: text });
  }
  for (const [path, text] of old) if (!now.has(path)) changes.push({ path, before: text });
  return changes;
}

function leaves(value: unknown, path = '', found = new Map<string, string>()): Map<string, string> {
  if (Array.isArray(value)) {
    for (const [place, item] of value.entries()) leaves(item, place > 0 ? `${path} ${place + 1}` : path, found);
  } else if (typeof value === 'object' && value !== null) {
    for (const [name, item] of Object.entries(value)) {
      if (path === '' && (name === 'meta' || name === 'resourceType' || name === 'id')) continue;
      leaves(item, path ? `${path} › ${words(name)}` : words(name), found);
    }
  } else if (value !== undefined && value !== null) {
    found.set(path, String(value));
  }
  return found;
}

/** "clinicalStatus" becomes "clinical status". */
function words(name: string): string {
  return name.replaceAll(/([a-z])([A-Z])/g, (_, a: string, b: string) => `${a} ${b.toLowerCase()}`);
}
