import type { Caller, Clock, Log, Role } from '../base/index.ts';
import { type Store, gather } from '../store/index.ts';
import { createAccount, ensureAccount, type NewAccount } from './create-account.ts';
import { issueToken, tokenCaller, type IssuedToken } from './issue-token.ts';
import type { Keeper } from './keeper.ts';
import { openApps, openFlowStore, type Apps, type FlowStore } from './open-apps.ts';
import { type Account, type Session, foldUsername } from './model.ts';
import { HASH_COST, type HashCost } from './password.ts';
import { callerOf, endSession, listSessions, sessionAccount, signIn, signOut, type SignedIn } from './sign-in.ts';
import { ping, selectAccount, selectAccountByName, selectTokens } from './sql.ts';

export { decide, restriction } from './decide.ts';
export { roleName, type Account, type Action, type Decision, type Restriction, type Session } from './model.ts';
export {
  codingsOf,
  isSensitive,
  labelsOf,
  mayDeclassify,
  securityOf,
  ACT_CODE,
  CONFIDENTIALITY,
  NOT_LABEL,
  PROGRAMME,
} from './labels.ts';
export { accessRulesOf, consentIssues, PART_2_CATEGORY, RECIPIENT_CLASS } from './consent-rules.ts';
export { relationsOf } from './relations-of.ts';
export { sightOf, purposesOf, usualPurpose } from './sight-of.ts';
export { sees, type Seen } from './sees.ts';
export { USUAL_RULES } from './usual-rules.ts';
export { rulesWith, isInForce, type AccessRules } from './access-rules.ts';
export { endGlass, insertGlass, reviewGlass, selectGlass, selectOpenGlass, type Glass } from './glass/sql.ts';
export { parseScope, parseScopes, type Scope } from './scopes.ts';
export { scopeConstraints, type ScopeConstraint } from './scope-constraints.ts';
export { narrowScopes, scopesWithin } from './narrow-scopes.ts';
export type { HashCost } from './password.ts';
export type { NewAccount } from './create-account.ts';
export type { IssuedToken } from './issue-token.ts';
export type { SignedIn } from './sign-in.ts';
export type { Apps, FlowStore } from './open-apps.ts';
export { APP_KINDS, APP_USERS, isFor, type App, type NewApp, type PublicKeys } from './apps/model.ts';
export type { RegisteredApp } from './apps/register-app.ts';
export type { Consent, Grant, Launch, Payload } from './oauth/model.ts';
export {
  CODE_SECONDS,
  GRANT_SECONDS,
  INTERACTION_SECONDS,
  REFRESH_SECONDS,
  SERVICE_TOKEN_SECONDS,
  TOKEN_SECONDS,
} from './oauth/model.ts';
export { isContextScope } from './scopes.ts';

/** Who is calling: accounts, sessions and tokens. What they may do is `decide` and `restriction`, which are pure. */
export type Access = {
  createAccount(account: NewAccount): Promise<Account>;
  ensureAccount(account: NewAccount): Promise<Account>;
  account(id: string): Promise<Account | null>;
  accountExists(username: string): Promise<boolean>;
  signIn(given: { username: string; password: string; address: string }): Promise<SignedIn>;
  /** The caller that a cookie's session speaks for, or null. Keeps the session alive, unless it is only a peek. */
  sessionCaller(cookie: string, options?: { peek?: boolean }): Promise<Caller | null>;
  signOut(cookie: string): Promise<void>;
  listSessions(account: string): Promise<Session[]>;
  endSession(account: string, id: string): Promise<boolean>;
  issueToken(grant: { role: Role; patient?: string; scopes?: string[] }): Promise<IssuedToken>;
  /** The caller that a bearer token speaks for, or null; and at once whom it spoke for when it was last looked up. */
  tokenCaller(bearer: string): { known: Caller | null; caller: Promise<Caller | null> };
  apps: Apps;
  flows: FlowStore;
  /** Resolves when the database answers. */
  ping(): Promise<void>;
};

/** Opens the doorkeeper over a migrated store. `hashCost` is for tests, which have no secrets to keep. */
export function openAccess(options: { store: Store; clock: Clock; log: Log; hashCost?: HashCost }): Access {
  const { store, clock, log } = options;
  const tokens = gather((hashes: string[]) => selectTokens(store.lines, hashes, new Date(clock.now())));
  const keeper: Keeper = {
    store,
    clock,
    log,
    hashCost: options.hashCost ?? HASH_COST,
    tokens: tokens.ask,
    known: new Map(),
  };
  return {
    createAccount: (account) => createAccount(keeper, account),
    ensureAccount: (account) => ensureAccount(keeper, account),
    account: (id) => selectAccount(keeper.store.pool, id),
    accountExists: async (username) => (await selectAccountByName(keeper.store.pool, foldUsername(username))) !== null,
    signIn: (given) => signIn(keeper, given),
    sessionCaller: async (cookie, how) => {
      const account = await sessionAccount(keeper, cookie, how?.peek ?? false);
      return account ? callerOf(account) : null;
    },
    signOut: (cookie) => signOut(keeper, cookie),
    listSessions: (account) => listSessions(keeper, account),
    endSession: (account, id) => endSession(keeper, account, id),
    issueToken: (grant) => issueToken(keeper, grant),
    tokenCaller: (bearer) => tokenCaller(keeper, bearer),
    apps: openApps(keeper),
    flows: openFlowStore(keeper),
    ping: () => ping(keeper.store.pool),
  };
}
