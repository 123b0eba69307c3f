import type { Store } from '../store/index.ts';

/** True when exactly these bytes were imported, whole, before. */
export async function hasReceipt(store: Store, digest: Buffer): Promise<boolean> {
  const found = await store.pool.query('select 1 from intake_receipt where digest = $1', [digest]);
  return found.rowCount === 1;
}

/** Remembers that these bytes are in. */
export async function writeReceipt(store: Store, digest: Buffer, resources: number, at: number): Promise<void> {
  await store.pool.query(
    `insert into intake_receipt (digest, at, resources) values ($1, to_timestamp($2 / 1000.0), $3)
     on conflict (digest) do nothing`,
    [digest, at, resources],
  );
}
