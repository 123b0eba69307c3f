import type { Caller, Clock, Log, Role } from '../base/index.ts';
import { type Store, readSettings } from '../store/index.ts';
import { createAccount, ensureAccount, type NewAccount } from './accounts/create-account.ts';
import {
  assignRole,
  changeAccount,
  demandSecondFactor,
  disableAccount,
  enableAccount,
  endAssignment,
  findAccounts,
  openAccount,
  readAccount,
  removeFactors,
  resetPassword,
  secondFactorRoles,
} from './accounts/manage-accounts.ts';
import { selectAccount, selectAssignments } from './accounts/sql.ts';
import { askForPasskey, type RelyingParty } from './factors/passkeys.ts';
import { callerNamed, listStaff } from './find-callers.ts';
import { issueToken, tokenCaller, type IssuedToken } from './issue-token.ts';
import { openApps, openFlowStore, type Apps, type FlowStore } from './open-apps.ts';
import { bind, type Bound, type Keeper } from './keeper.ts';
import { type Account, type Assignment, type Origin, type Session, foldUsername } from './model.ts';
import {
  addOwnPasskey,
  addOwnTotp,
  askOwnPasskey,
  changePassword,
  changeRole,
  confirmIdentity,
  proposeOwnTotp,
  readOwnAccount,
  removeOwnPasskey,
  removeOwnTotp,
  renameOwnPasskey,
  renewRecoveryCodes,
} from './own-account.ts';
import { HASH_COST, type HashCost } from './password.ts';
import { callerOf, endSession, endSessions, listSessions, openSessionOf, signOut, type SignedIn } from './sessions.ts';
import { signIn, signInByPasskey, type NextStep } from './sign-in.ts';
import { ping, selectCredentials, tokensOf, type OpenSession } from './sql.ts';
import {
  askStepPasskey,
  askStepRegistration,
  currentStep,
  proposeStepTotp,
  stepByAssignment,
  stepByNewPasskey,
  stepByNewPassword,
  stepByNewTotp,
  stepByPasskey,
  stepByRecoveryCode,
  stepByTotp,
} from './take-step.ts';

export { decide, restriction } from './decide.ts';
export { isBoundByRelation } from './policy.ts';
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
export { codesOfValueSet, valueSetsIn, valueSetsOf, withValueSets, type FindValueSet } from './value-sets.ts';
export { relationsOf } from './relations-of.ts';
export { actsForAdolescent, sightOf, purposesOf, usualPurpose } from './sight-of.ts';
export { sees, type Seen } from './sees.ts';
export { USUAL_RULES } from './usual-rules.ts';
export { rulesWith, isInForce, type AccessRules } from './access-rules.ts';
export { endGlass, insertGlass, reviewGlass, selectGlass, selectOpenGlass, type Glass } from './glass/sql.ts';
export { parseScope, parseScopes, type Scope } from './scopes.ts';
export { scopeConstraints, type ScopeConstraint } from './scope-constraints.ts';
export { narrowScopes, scopesWithin } from './narrow-scopes.ts';
export { callerOf } from './sessions.ts';
export {
  accountIn,
  roleName,
  type Account,
  type Action,
  type Assignment,
  type Decision,
  type Holder,
  type Origin,
  type Restriction,
  type Session,
} from './model.ts';
export type { HashCost } from './password.ts';
export type { NewAccount } from './accounts/create-account.ts';
export type { NewAssignment } from './accounts/new-assignment.ts';
export { requireAdministrator, type ManagedAccount, type OneTimePassword } from './accounts/manage-accounts.ts';
export type { RelyingParty } from './factors/passkeys.ts';
export type { IssuedToken } from './issue-token.ts';
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
export type { SignedIn } from './sessions.ts';
export type { NextStep } from './sign-in.ts';
export type { OpenSession } from './sql.ts';
export type { Step } from './steps.ts';
export type { Stepped } from './take-step.ts';
export type { OwnAccount, Self } from './own-account.ts';

/** What follows the first thing shown at a sign-in. */
const STEPS = {
  current: currentStep,
  totp: stepByTotp,
  recoveryCode: stepByRecoveryCode,
  askPasskey: askStepPasskey,
  passkey: stepByPasskey,
  newPassword: stepByNewPassword,
  proposeTotp: proposeStepTotp,
  addTotp: stepByNewTotp,
  askRegistration: askStepRegistration,
  addPasskey: stepByNewPasskey,
  assignment: stepByAssignment,
};

/** What one does with one's own account. */
const OWN = {
  read: readOwnAccount,
  confirm: confirmIdentity,
  changePassword,
  proposeTotp: proposeOwnTotp,
  addTotp: addOwnTotp,
  removeTotp: removeOwnTotp,
  askPasskey: askOwnPasskey,
  addPasskey: addOwnPasskey,
  renamePasskey: renameOwnPasskey,
  removePasskey: removeOwnPasskey,
  renewRecoveryCodes,
  changeRole,
};

/** What administrators do with accounts. */
const MANAGE = {
  find: findAccounts,
  read: readAccount,
  open: openAccount,
  change: changeAccount,
  resetPassword,
  removeFactors,
  disable: disableAccount,
  enable: enableAccount,
  assign: assignRole,
  endAssignment,
  demandSecondFactor,
};

/** Who is calling: accounts, sessions and tokens. What they may do is `decide` and `restriction`, which are pure. */
export type Access = {
  createAccount(account: NewAccount): Promise<Account>;
  ensureAccount(account: NewAccount): Promise<Account>;
  /** The account in an assignment, or its first in force; null where it is disabled, or nothing of it is in force. */
  account(id: string, assignment?: string): Promise<Account | null>;
  /** What somebody is just now. */
  assignments(account: string): Promise<Assignment[]>;
  accountExists(username: string): Promise<boolean>;
  /** The caller that an account would be, to ask what it may see; null where there is none. */
  callerNamed(username: string, assignment?: string): Promise<Caller | null>;
  /** Everybody of the staff who can sign in. */
  listStaff(): Promise<Account[]>;
  signIn(given: { username: string; password: string } & Origin): Promise<SignedIn | NextStep>;
  /** What a browser needs to show any passkey that it has for us. */
  askPasskey(party: RelyingParty): ReturnType<typeof askForPasskey>;
  signInByPasskey: Bound<{ act: typeof signInByPasskey }>['act'];
  steps: Bound<typeof STEPS>;
  /** The caller that a cookie's session speaks for, or null. Keeps the session alive, unless it is only a peek. */
  sessionCaller(cookie: string, options?: { peek?: boolean }): Promise<Caller | null>;
  /** The session itself, for what one does with one's own account. */
  session(cookie: string): Promise<OpenSession | null>;
  own: Bound<typeof OWN>;
  manage: Bound<typeof MANAGE>;
  signOut(cookie: string, origin?: Origin): Promise<void>;
  listSessions(account: string): Promise<Session[]>;
  endSession(caller: Caller, account: string, id: string): Promise<void>;
  endSessions(caller: Caller, account: string, but: string | null): Promise<number>;
  /** The roles that must have a second factor. */
  secondFactorRoles(): Promise<Role[]>;
  issueToken(grant: { role: Role; patient?: string; scopes?: string[]; site?: string }): Promise<IssuedToken>;
  /** The caller that a bearer token speaks for, or null; and at once whom it spoke for when it was last looked up. */
  tokenCaller(bearer: string): { known: Caller | null; caller: Promise<Caller | null> };
  apps: Apps;
  flows: FlowStore;
  /** Resolves when the database answers. */
  ping(): Promise<void>;
};

/** What is asked for when it is first needed, and again where that failed. */
function once<T>(ask: () => Promise<T>): () => Promise<T> {
  let answer: Promise<T> | undefined;
  return () => {
    answer ??= ask().catch((error: unknown) => {
      answer = undefined;
      throw error;
    });
    return answer;
  };
}

/** Opens the doorkeeper over a migrated store. `hashCost` is for tests, which have no secrets to keep. */
export function openAccess(options: { store: Store; clock: Clock; log: Log; hashCost?: HashCost }): Access {
  const { store, clock, log } = options;
  const keeper: Keeper = {
    store,
    clock,
    log,
    hashCost: options.hashCost ?? HASH_COST,
    settings: once(() => readSettings(store)),
    tokens: tokensOf(store.wire, clock),
    known: new Map(),
  };
  return {
    createAccount: (account) => createAccount(keeper, account),
    ensureAccount: (account) => ensureAccount(keeper, account),
    account: (id, assignment) => selectAccount(store.pool, id, new Date(clock.now()), assignment),
    assignments: (account) => selectAssignments(store.pool, account, new Date(clock.now())),
    accountExists: async (username) => (await selectCredentials(store.pool, foldUsername(username))) !== null,
    callerNamed: (username, assignment) => callerNamed(keeper, username, assignment),
    listStaff: () => listStaff(keeper),
    signIn: (given) => signIn(keeper, given),
    askPasskey: (party) => askForPasskey(keeper, null, party),
    signInByPasskey: (...given) => signInByPasskey(keeper, ...given),
    steps: bind(keeper, STEPS),
    sessionCaller: async (cookie, how) => {
      const session = await openSessionOf(keeper, cookie, how?.peek ?? false);
      return session ? callerOf(session.account) : null;
    },
    session: (cookie) => openSessionOf(keeper, cookie, false),
    own: bind(keeper, OWN),
    manage: bind(keeper, MANAGE),
    signOut: (cookie, origin = { address: '' }) => signOut(keeper, cookie, origin),
    listSessions: (account) => listSessions(keeper, account),
    endSession: (caller, account, id) => endSession(keeper, caller, account, id),
    endSessions: (caller, account, but) => endSessions(keeper, caller, account, but),
    secondFactorRoles: () => secondFactorRoles(keeper),
    issueToken: (grant) => issueToken(keeper, grant),
    tokenCaller: (bearer) => tokenCaller(keeper, bearer),
    apps: openApps(keeper),
    flows: openFlowStore(keeper),
    ping: () => ping(keeper.store.pool),
  };
}
