import type { Db } from '../open-store.ts';
import type { AuditRow } from './write-audit.ts';

/** Audits an act in the transaction that does it: one is there exactly where the other is. */
export async function insertAct(db: Db, row: AuditRow): Promise<void> {
  await db.query(
    `insert into audit (epoch, at, agent, agent_name, role, reference, action, type, id, patient, outcome, detail, request, client, address,
       site, decision)
     select value::int, $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16 from setting where name = 'epoch'`,
    [
      row.at,
      row.agent,
      row.agentName,
      row.role,
      row.reference ?? null,
      row.action,
      row.type ?? null,
      row.id ?? null,
      row.patient ?? null,
      row.outcome,
      row.detail ?? null,
      row.request ?? null,
      row.client ?? null,
      row.address ?? null,
      row.site ?? null,
      row.decision ?? null,
    ],
  );
}
