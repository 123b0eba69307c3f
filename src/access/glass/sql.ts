import type { Role } from '../../base/index.ts';
import type { Db, Tx } from '../../store/index.ts';

/** An emergency in which somebody opened a record that is kept from them. Times in ms since 1970. */
export type Glass = {
  id: string;
  account: string;
  accountName: string;
  role: Role;
  patient: string;
  reason: string;
  starts: number;
  ends: number;
  reviewed?: string;
  reviewer?: string;
  verdict?: 'justified' | 'not-justified';
  note?: string;
};

type Raw = Omit<Glass, 'starts' | 'ends' | 'reviewed' | 'reviewer' | 'verdict' | 'note'> & {
  starts: string;
  ends: string;
  reviewed: Date | null;
  reviewer: string | null;
  verdict: Glass['verdict'] | null;
  note: string | null;
};

const COLUMNS = `g.id, g.account, g.account_name as "accountName", g.role, g.patient, g.reason, g.starts, g.ends, g.reviewed, g.reviewer,
  g.verdict, g.note`;

function glassOf({ starts, ends, reviewed, reviewer, verdict, note, ...raw }: Raw): Glass {
  return {
    ...raw,
    starts: Number(starts),
    ends: Number(ends),
    ...(reviewed ? { reviewed: reviewed.toISOString() } : {}),
    ...(reviewer === null ? {} : { reviewer }),
    ...(verdict === null ? {} : { verdict }),
    ...(note === null ? {} : { note }),
  };
}

export async function insertGlass(tx: Tx, glass: Glass): Promise<void> {
  await tx.query({
    name: 'insert-glass',
    text: `insert into access_glass (id, account, account_name, role, patient, reason, starts, ends) values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    values: [
      glass.id,
      glass.account,
      glass.accountName,
      glass.role,
      glass.patient,
      glass.reason,
      glass.starts,
      glass.ends,
    ],
  });
}

/** Until when the record of a patient is open to an account by an emergency; null where it is not. */
export async function selectOpenGlass(db: Db, account: string, patient: string, at: number): Promise<Glass | null> {
  const { rows } = await db.query<Raw>({
    name: 'open-glass',
    text: `select ${COLUMNS} from access_glass g where g.patient = $1 and g.account = $2 and g.starts <= $3 and g.ends > $3
      order by g.ends desc limit 1`,
    values: [patient, account, at],
  });
  return rows[0] ? glassOf(rows[0]) : null;
}

/** The emergencies, those to be reviewed first, each kind latest first. */
export async function selectGlass(db: Db, limit: number): Promise<Glass[]> {
  const { rows } = await db.query<Raw>({
    name: 'all-glass',
    text: `select ${COLUMNS} from access_glass g order by g.reviewed is not null, g.starts desc limit $1`,
    values: [limit],
  });
  return rows.map(glassOf);
}

/** Ends an emergency now. False where it is over, or another's. */
export async function endGlass(tx: Tx, id: string, account: string, at: number): Promise<boolean> {
  const { rowCount } = await tx.query({
    name: 'end-glass',
    text: 'update access_glass set ends = $3 where id = $1 and account = $2 and ends > $3',
    values: [id, account, at],
  });
  return rowCount === 1;
}

/** Notes what was found. False where there is none, or it was reviewed already. */
export async function reviewGlass(
  tx: Tx,
  id: string,
  review: { at: string; reviewer: string; verdict: NonNullable<Glass['verdict']>; note: string },
): Promise<boolean> {
  const { rowCount } = await tx.query({
    name: 'review-glass',
    text: `update access_glass set reviewed = $2, reviewer = $3, verdict = $4, note = $5 where id = $1 and reviewed is null`,
    values: [id, review.at, review.reviewer, review.verdict, review.note],
  });
  return rowCount === 1;
}
