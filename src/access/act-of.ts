import type { Caller } from '../base/index.ts';
import type { AuditRow } from '../store/index.ts';
import type { Keeper } from './keeper.ts';

/** What was done with an app: `id` is the app's. */
export type Act = { action: string; id: string; patient?: string | undefined; detail?: string | undefined };

/** The audit row of an act of a caller. */
export function actOf(keeper: Pick<Keeper, 'clock'>, caller: Caller, act: Act): AuditRow {
  const own = caller.role === 'patient' && caller.patient ? `Patient/${caller.patient}` : undefined;
  return {
    at: new Date(keeper.clock.now()).toISOString(),
    agent: caller.id,
    agentName: caller.name,
    role: caller.role,
    reference: caller.proxy ?? caller.practitioner ?? own,
    outcome: 'success',
    request: caller.requestId,
    client: caller.client,
    address: caller.address,
    site: caller.site,
    decision: 'allowed',
    ...act,
    detail: [`${act.action} ${act.id}`, act.detail].filter(Boolean).join(': '),
  };
}
