import type { Caller } from '../base/index.ts';
import { insertAudit, type AuditRow, type Db } from '../store/index.ts';
import type { Keeper } from './keeper.ts';
import type { Account, Holder, Origin } from './model.ts';

/** What is done with accounts, as the audit names it. */
export type AccountAct =
  | 'sign-in'
  | 'sign-out'
  | 'change-role'
  | 'change-password'
  | 'reset-password'
  | 'add-factor'
  | 'remove-factor'
  | 'use-recovery-code'
  | 'make-recovery-codes'
  | 'end-session'
  | 'create-account'
  | 'change-account'
  | 'disable-account'
  | 'enable-account'
  | 'change-policy';

type Deed = {
  action: AccountAct;
  /** Whose account it is about. */
  account?: string;
  outcome?: AuditRow['outcome'];
  detail?: string;
};

/** Somebody who acts in a role, at the door or inside. */
type Agent = Pick<Caller, 'id' | 'name' | 'practitioner' | 'patient' | 'proxy' | 'requestId' | 'address' | 'site'> & {
  role: string;
};

/** The agent of who has no session: the holder of an account that was named, or nobody who is known. */
export function agentAtTheDoor(who: Holder | Account | null, origin: Origin): Agent {
  const from = {
    ...(origin.requestId === undefined ? {} : { requestId: origin.requestId }),
    ...(origin.address ? { address: origin.address } : {}),
  };
  // Until a session begins nobody acts in any role.
  if (!who) return { id: 'unknown', name: 'Unknown', role: 'none', ...from };
  const { id, name } = who;
  return {
    id,
    name,
    role: 'role' in who ? who.role : 'none',
    ...(who.practitioner ? { practitioner: who.practitioner } : {}),
    ...('patient' in who && who.patient ? { patient: who.patient } : {}),
    ...('proxy' in who && who.proxy ? { proxy: who.proxy } : {}),
    ...('site' in who && who.site ? { site: who.site } : {}),
    ...from,
  };
}

/** The audit row of an act with an account, in the transaction of what it tells of. Never a secret, nor what was typed. */
export async function auditAct(keeper: Keeper, db: Db, agent: Agent, deed: Deed): Promise<void> {
  const own = agent.patient ? `Patient/${agent.patient}` : undefined;
  const { epoch } = await keeper.settings();
  const outcome = deed.outcome ?? 'success';
  await insertAudit(db, epoch, [
    {
      at: new Date(keeper.clock.now()).toISOString(),
      agent: agent.id,
      agentName: agent.name,
      role: agent.role,
      reference: agent.proxy ?? agent.practitioner ?? own,
      action: deed.action,
      id: deed.account,
      outcome,
      detail: deed.detail,
      request: agent.requestId,
      address: agent.address,
      site: agent.site,
      decision: outcome === 'success' ? 'allowed' : 'denied',
    },
  ]);
}
