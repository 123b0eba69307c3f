import { hash, randomBytes } from 'node:crypto';

export const SHARDS = 4096;

/** The shard (0..4095) of a key: of the patient's id, or of `Type/id` for what belongs to no patient. */
export function shardOf(key: string): number {
  return Number.parseInt(hash('sha1', key, 'hex').slice(1, 4), 16);
}

/** A UUIDv7 (RFC 9562 section 5.7) whose 12 bits of rand_a carry the shard as a hint. `now` in ms since 1970. */
export function uuidv7(shard: number, now: number): string {
  const bytes = randomBytes(16);
  bytes.writeUIntBE(now, 0, 6);
  bytes.writeUInt16BE(0x7000 | (shard & 0xfff), 6);
  bytes[8] = 0x80 | (bytes[8]! & 0x3f);
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

const UUID_V7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7([0-9a-f]{3})-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** The shard that an id hints at, or null where the id is not one that we assigned. A hint only: a miss asks the locator. */
export function shardHint(id: string): number | null {
  const found = UUID_V7.exec(id);
  return found ? Number.parseInt(found[1]!, 16) : null;
}
