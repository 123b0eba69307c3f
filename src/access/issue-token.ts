import { Fault, isRole, uuidv7, type Caller, type Role } from '../base/index.ts';
import { transaction } from '../store/index.ts';
import { hashSecret, newSecret, type Keeper } from './keeper.ts';
import { TOKEN_LIFE_MS, roleName } from './model.ts';
import { parseScope, parseScopes } from './scopes.ts';
import { isBoundByRelation } from './policy.ts';
import { insertToken, type TokenRow } from './sql.ts';

export type IssuedToken = { token: string; id: string; expires: number };

const PREFIX = 'tl_';
/** An app's has no prefix: its flow makes it. */
const SHAPE = /^(tl_)?[A-Za-z0-9_-]{43}$/;

/** A bearer token for an hour, of which only a hash is kept. Faults: `invalid`, for what could not be honoured. */
export async function issueToken(
  keeper: Keeper,
  grant: { role: Role; patient?: string; scopes?: string[]; site?: string },
): Promise<IssuedToken> {
  if (!isRole(grant.role)) throw new Fault('invalid', 'value', `There is no role "${String(grant.role)}".`);
  const patient = grant.patient?.replace(/^Patient\//, '');
  if (patient !== undefined && !/^[A-Za-z0-9\-.]{1,64}$/.test(patient)) {
    throw new Fault('invalid', 'value', `"${patient}" is not the id of a patient.`);
  }
  const scopes = grant.scopes ? parseScopes(grant.scopes.join(' ')) : null;
  const isBound = grant.role === 'patient' || scopes?.some((scope) => parseScope(scope)?.context === 'patient');
  if (isBound && !patient) {
    throw new Fault(
      'invalid',
      'required',
      'A token for the role patient, or with a scope patient/..., names the patient.',
    );
  }
  const { site } = grant;
  if (site !== undefined && !/^Organization\/[A-Za-z0-9\-.]{1,64}$/.test(site)) {
    throw new Fault('invalid', 'value', `"${site}" is not the reference of an organization, such as Organization/x.`);
  }
  if (site === undefined && isBoundByRelation(grant)) {
    throw new Fault('invalid', 'required', `A token for the role ${grant.role} names the organization that it is of.`);
  }
  const now = keeper.clock.now();
  const token = PREFIX + newSecret();
  const id = uuidv7(0, now);
  const expires = now + TOKEN_LIFE_MS;
  const row = { id, role: grant.role, patient: patient ?? null, scopes };
  await transaction(keeper.store, {}, (tx) =>
    insertToken(tx, {
      ...row,
      caller: site === undefined ? null : { ...callerOf(row), site },
      secretHash: hashSecret(token),
      created: new Date(now),
      expires: new Date(expires),
    }),
  );
  return { token, id, expires };
}

/** Tokens that held lately, by their hash: enough for every app that is open. */
const MOST_KNOWN = 10_000;

/**
 * Who a bearer token speaks for: `caller`, looked up now, is null where it is not one of ours or has expired. `known` is who it spoke for
 * when it was last looked up; nothing may be given away on it before `caller` says the same.
 */
export function tokenCaller(keeper: Keeper, token: string): { known: Caller | null; caller: Promise<Caller | null> } {
  if (!SHAPE.test(token)) return { known: null, caller: Promise.resolve(null) };
  const secretHash = hashSecret(token).toString('hex');
  return { known: keeper.known.get(secretHash) ?? null, caller: lookUp(keeper, secretHash) };
}

async function lookUp(keeper: Keeper, secretHash: string): Promise<Caller | null> {
  const row = await keeper.tokens(secretHash);
  if (!row) {
    keeper.known.delete(secretHash);
    return null;
  }
  // A token's row is never changed: it is there as it was issued, or it is gone.
  const known = keeper.known.get(secretHash);
  if (known) return known;
  const caller = row.caller ?? callerOf(row);
  if (keeper.known.size >= MOST_KNOWN) keeper.known.clear();
  keeper.known.set(secretHash, caller);
  return caller;
}

function callerOf({ id, role, patient, scopes }: Omit<TokenRow, 'caller'>): Caller {
  return {
    kind: 'token',
    id,
    name: `Token of role ${roleName(role)}`,
    role,
    ...(patient ? { patient } : {}),
    ...(scopes ? { scopes } : {}),
  };
}
