import type { FastifyInstance } from 'fastify';
import { restriction } from '../../access/index.ts';
import type { Caller } from '../../base/index.ts';
import { search } from '../../record/index.ts';
import type { Doors } from '../doors.ts';
import { callerOf } from '../who.ts';
import { sendJsonText } from './answer.ts';

const PAGE = '500';
/** A directory of more is searched, not listed. */
const MOST_OF_A_TYPE = 5_000;

/** The stored text of everything of a type, page by page. */
async function allOf(doors: Doors, caller: Caller, type: string): Promise<string[]> {
  if (!restriction(caller, type).allowed) return [];
  const bodies: string[] = [];
  let cursor: string | undefined;
  do {
    const params: [string, string][] = [['_count', PAGE], ...(cursor ? [['_cursor', cursor] as [string, string]] : [])];
    const page = await search(doors.record, caller, type, params, { strict: true });
    bodies.push(...page.matches.map((answer) => answer.body));
    cursor = page.next;
  } while (cursor !== undefined && bodies.length < MOST_OF_A_TYPE);
  return bodies;
}

/** `/directory`: the sites, and who works where. */
export function serveDirectory(scope: FastifyInstance, doors: Doors): void {
  scope.get('/directory', async (request, reply) => {
    const caller = callerOf(request);
    const list = async (types: string[]) =>
      (await Promise.all(types.map((type) => allOf(doors, caller, type)))).flat().join(',');
    const sites = await list(['Organization', 'Location']);
    const people = await list(['PractitionerRole', 'Practitioner']);
    return sendJsonText(reply, `{"sites":[${sites}],"people":[${people}]}`);
  });
}
