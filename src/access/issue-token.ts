import { Fault, isRole, uuidv7, type Caller, type Role } from '../base/index.ts';
import { transaction } from '../store/index.ts';
import { hashSecret, newSecret, type Keeper } from './keeper.ts';
import { TOKEN_LIFE_MS, roleName } from './model.ts';
import { parseScope, parseScopes } from './scopes.ts';
import { insertToken, selectToken } from './sql.ts';

export type IssuedToken = { token: string; id: string; expires: number };

const PREFIX = 'tl_';
const SHAPE = /^tl_[A-Za-z0-9_-]{43}$/;

/** A bearer token for an hour, of which only a hash is kept. Faults: `invalid`, for what could not be honoured. */
export async function issueToken(
  keeper: Keeper,
  grant: { role: Role; patient?: string; scopes?: string[] },
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
  const now = keeper.clock.now();
  const token = PREFIX + newSecret();
  const id = uuidv7(0, now);
  const expires = now + TOKEN_LIFE_MS;
  await transaction(keeper.store, {}, (tx) =>
    insertToken(tx, {
      id,
      role: grant.role,
      patient: patient ?? null,
      scopes,
      secretHash: hashSecret(token),
      created: new Date(now),
      expires: new Date(expires),
    }),
  );
  return { token, id, expires };
}

/** Who a bearer token speaks for, or null where it is not one of ours or has expired. */
export async function tokenCaller(keeper: Keeper, token: string): Promise<Caller | null> {
  if (!SHAPE.test(token)) return null;
  const row = await selectToken(keeper.store.lines, hashSecret(token), new Date(keeper.clock.now()));
  if (!row) return null;
  return {
    kind: 'token',
    id: row.id,
    name: `Token of role ${roleName(row.role)}`,
    role: row.role,
    ...(row.patient ? { patient: row.patient } : {}),
    ...(row.scopes ? { scopes: row.scopes } : {}),
  };
}
