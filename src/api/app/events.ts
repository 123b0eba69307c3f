import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Fault, type Caller } from '../../base/index.ts';
import { isId } from '../../fhir/index.ts';
import { read, seenChange, type Change } from '../../record/index.ts';
import type { Doors } from '../doors.ts';
import { completeCaller } from '../complete-caller.ts';
import { callerOf, identify } from '../who.ts';
import { openChangeHub, type ChangeHub } from './change-hub.ts';
import { parameter } from './patients.ts';

const HEARTBEAT_MS = 20_000;
/** A browser that does not read is let go; it comes back with Last-Event-ID. */
const MOST_UNREAD_BYTES = 1_000_000;
/** What a position of the feed looks like, within PostgreSQL's ranges: one that it cannot read would be tried for ever. */
const POSITION = /^\d{1,9}-\d{1,18}-(?:-1|\d{1,18})$/;

type Streams = Set<() => void>;

function eventText(change: Change): string {
  const { type, id, version, action, at, by } = change;
  const who = { name: by.name, role: by.role, ...(by.reference ? { reference: by.reference } : {}) };
  return `id: ${change.position}\nevent: change\ndata: ${JSON.stringify({ type, id, version, action, at, by: who })}\n\n`;
}

/** A chart whose rules changed is read again: by whom it may be is then another question than it was. */
const RESET = 'event: reset\ndata: {}\n\n';

async function toldOf(doors: Doors, caller: Caller, patient: string, change: Change): Promise<string> {
  const isOfTheRules = patient !== '' && change.type === 'Consent';
  const seen = await seenChange(doors.record, caller, change);
  const text = seen ? eventText(seen) : '';
  return isOfTheRules ? RESET + text : text;
}

/** Whose chart is followed, '' for all that the caller may see. Refused as a reading of that patient would be. */
async function patientOf(doors: Doors, request: FastifyRequest): Promise<string> {
  const patient = parameter(request, 'patient');
  if (patient === '') return '';
  if (!isId(patient)) throw new Fault('invalid', 'value', 'That is not an id.', { expression: 'patient' });
  if (!(await read(doors.record, callerOf(request), 'Patient', patient))) {
    throw new Fault('not-found', 'not-found', 'There is no such patient.');
  }
  return patient;
}

function resumeAt(request: FastifyRequest): string | undefined {
  const header = request.headers['last-event-id'];
  const given = typeof header === 'string' && header !== '' ? header : parameter(request, 'from');
  if (given === '') return undefined;
  if (!POSITION.test(given)) throw new Fault('invalid', 'value', 'That is no position of the change feed.');
  return given;
}

/** Tells of changes one after the other. What could not be decided is not told, and not passed over: the browser comes back and asks for it again. */
function inOrder(
  patient: string,
  textOf: (change: Change) => Promise<string>,
  send: (text: string) => void,
  end: () => void,
): (change: Change) => void {
  let told = Promise.resolve();
  return (change) => {
    if (patient !== '' && !change.patients.includes(patient)) return;
    told = told
      .then(() => textOf(change))
      .then((text) => {
        if (text !== '') send(text);
      })
      .catch(end);
  };
}

async function openStream(
  doors: Doors,
  hub: ChangeHub,
  streams: Streams,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<void> {
  const patient = await patientOf(doors, request);
  const after = resumeAt(request);
  const raw = reply.raw;
  let isOpen = true;
  let stop = () => {};

  const end = () => {
    if (!isOpen) return;
    isOpen = false;
    clearInterval(heart);
    streams.delete(end);
    stop();
    raw.end();
  };
  const send = (text: string) => {
    if (!isOpen) return;
    raw.write(text);
    if (raw.writableLength > MOST_UNREAD_BYTES) {
      end();
      raw.destroy();
    }
  };
  // Who has signed out, or whose time is over, sees no more. Watching is not activity, so that it keeps no session alive; a
  // database that is away for a moment is no reason to end what a browser would not begin again.
  const beat = async () => {
    try {
      if (!(await identify(doors, request, { peek: true }))) return end();
    } catch (error) {
      if (error instanceof Fault && error.kind === 'unauthenticated') return end();
    }
    send(': still here\n\n');
  };
  const heart = setInterval(() => void beat(), HEARTBEAT_MS);

  reply.hijack();
  raw.writeHead(200, {
    ...reply.getHeaders(),
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    // The connection ends with the stream: one kept alive would hold up the closing of the server.
    connection: 'close',
    'x-accel-buffering': 'no',
  } as Record<string, string>);
  streams.add(end);
  raw.on('close', end);
  send('retry: 1000\n: open\n\n');
  const textOf = async (change: Change) => {
    if (!isOpen) return '';
    // Whoever was let out since the last beat, or is something else now, is told of nothing as what they were.
    const still = await completeCaller(doors, request, await identify(doors, request, { peek: true }));
    if (still) return toldOf(doors, still, patient, change);
    end();
    return '';
  };
  const deliver = inOrder(patient, textOf, send, end);
  const resume = after === undefined ? undefined : { after, onLost: () => send(RESET) };
  stop = hub.listen(deliver, resume);
  // The browser may have left while we asked for the patient.
  if (raw.destroyed || !isOpen) {
    end();
    stop();
  }
}

/** `/events`: what others change, as it is committed, for as long as the page is open. */
export function serveEvents(scope: FastifyInstance, doors: Doors): void {
  const hub = openChangeHub(doors.record);
  const streams: Streams = new Set();
  scope.get('/events', { compress: false, exposeHeadRoute: false }, async (request, reply) => {
    await openStream(doors, hub, streams, request, reply);
    return reply;
  });
  scope.addHook('preClose', async () => {
    for (const end of streams) end();
    hub.close();
  });
}
