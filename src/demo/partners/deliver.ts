import { createHash } from 'node:crypto';
import type { Resource } from '../../fhir/index.ts';
import { STEP_SYSTEM, instant, type Made, type Order, type Step } from './model.ts';

/** What the record holds already of what the partner made for an order, by its name within the order. */
export type Held = ReadonlyMap<string, { type: string; id: string; version: string }>;

/** The identifier by which a partner finds again what it made: of the order, under a name. */
export function markOf(organization: string, task: fhir4.Task, name: string): { system: string; value: string } {
  return { system: `urn:${organization.replace('Organization/', '')}:record`, value: `${task.id}.${name}` };
}

/** The name under which a resource was made for an order; null where it is not the partner's for that order. */
export function nameOfMark(organization: string, task: fhir4.Task, resource: Resource): string | null {
  const { system, value } = markOf(organization, task, '');
  const identifiers = (resource['identifier'] ?? []) as { system?: string; value?: string }[];
  const own = identifiers.find((one) => one.system === system && one.value?.startsWith(value));
  return own ? own.value!.slice(value.length) : null;
}

/** The step that is next: the one after what the Task says was done last. Null where the plan is at its end. */
export function nextStep(plan: readonly Step[], task: fhir4.Task): Step | null {
  const done = task.businessStatus?.coding?.find(({ system }) => system === STEP_SYSTEM)?.code;
  if (done === undefined) return plan[0] ?? null;
  const at = plan.findIndex(({ key }) => key === done);
  // What was asked and has been answered is no longer in the plan: it goes on after the receipt.
  return plan[at === -1 ? 1 : at + 1] ?? null;
}

/** The names of what a step stores. */
export function namesOf(made: readonly Made[]): { type: string; name: string }[] {
  return made.map(({ name, resource }) => ({ type: resource.resourceType, name }));
}

/**
 * A step as one transaction: the Task where it is still as it was read (`If-Match`), what is new where nobody made it yet
 * (`If-None-Exist`), what is there already where it is still as it was read. Sent twice, or by two at once, it is done once.
 */
export function transactionOf(
  order: Pick<Order, 'task'>,
  step: Step,
  made: readonly Made[],
  held: Held,
  organization: string,
): Resource {
  const { task } = order;
  const urls = new Map<string, string>();
  for (const [name, { type, id }] of held) urls.set(name, `${type}/${id}`);
  for (const { name } of made) if (!held.has(name)) urls.set(name, urnOf(task, name));
  const entries = made.map(({ name, resource }) => {
    const mark = markOf(organization, task, name);
    const there = held.get(name);
    const identifier = [...((resource['identifier'] ?? []) as object[]), mark];
    const whole = linked({ ...resource, identifier }, urls) as Resource;
    return there
      ? {
          resource: { ...whole, id: there.id },
          request: { method: 'PUT', url: `${there.type}/${there.id}`, ifMatch: `W/"${there.version}"` },
        }
      : {
          fullUrl: urns(urls, name),
          resource: whole,
          request: {
            method: 'POST',
            url: resource.resourceType,
            ifNoneExist: `identifier=${encodeURIComponent(`${mark.system}|${mark.value}`)}`,
          },
        };
  });
  return { resourceType: 'Bundle', type: 'transaction', entry: [...entries, taskEntry(order, step, urls)] } as Resource;
}

/** The same where what the step makes was refused: the Task says so, and the work goes on. */
export function refusedOf(order: Pick<Order, 'task'>, step: Step, why: string): Resource {
  const note = [...(order.task.note ?? []), { time: instant(step.at), text: `Refused when it was sent: ${why}` }];
  const task = { ...order.task, note };
  const isFinal = step.isMistake === undefined;
  const told: Step = isFinal
    ? { ...step, status: 'failed', said: 'It could not be delivered', reason: `It was refused: ${why}` }
    : step;
  const entry = taskEntry({ ...order, task }, { ...told, ...(isFinal ? { key: 'undelivered' } : {}) }, new Map());
  return { resourceType: 'Bundle', type: 'transaction', entry: [entry] } as Resource;
}

/** The Task as a cancelled order leaves it: whoever ordered it has taken it back. */
export function cancelStep(at: number): Step {
  return {
    key: 'cancelled',
    at,
    status: 'cancelled',
    said: 'Cancelled before it was done',
    reason: 'The order was taken back.',
  };
}

const OVER = new Set(['completed', 'failed', 'rejected', 'cancelled']);

function taskEntry({ task }: Pick<Order, 'task'>, step: Step, urls: ReadonlyMap<string, string>): object {
  const { statusReason: _reason, ...rest } = task;
  const reference = step.output === undefined ? undefined : urls.get(step.output.name);
  const before = (task.output ?? []).filter(({ valueReference }) => valueReference?.reference !== reference);
  const output = reference ? [...before, { type: { text: step.output!.text }, valueReference: { reference } }] : before;
  const start = task.executionPeriod?.start ?? instant(step.at);
  const next: fhir4.Task = {
    ...rest,
    status: step.status,
    ...(step.reason === undefined ? {} : { statusReason: { text: step.reason } }),
    businessStatus: { coding: [{ system: STEP_SYSTEM, code: step.key }], text: step.said },
    executionPeriod: { start, ...(OVER.has(step.status) ? { end: instant(step.at) } : {}) },
    lastModified: instant(step.at),
    ...(output.length > 0 ? { output } : {}),
  };
  return {
    resource: next,
    request: { method: 'PUT', url: `Task/${task.id}`, ifMatch: `W/"${task.meta?.versionId}"` },
  };
}

/** A name that is the same each time it is made, so that a transaction sent again is the same to the byte. */
function urnOf(task: fhir4.Task, name: string): string {
  const hex = createHash('sha256').update(`${task.id}/${name}`).digest('hex');
  return `urn:uuid:${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

function urns(urls: ReadonlyMap<string, string>, name: string): string {
  const found = urls.get(name);
  if (found === undefined) throw new RangeError(`nothing of the order is called ${name}`);
  return found;
}

/** With `name:x` replaced by where x is. */
function linked(value: unknown, urls: ReadonlyMap<string, string>): unknown {
  if (Array.isArray(value)) return value.map((one) => linked(one, urls));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [
      key,
      key === 'reference' && typeof one === 'string' && one.startsWith('name:')
        ? urns(urls, one.slice(5))
        : linked(one, urls),
    ]),
  );
}

/** What a step refers to and does not make itself: a specimen or a study of an earlier one. */
export function namesBeside(made: readonly Made[]): { type: string; name: string }[] {
  const own = new Set(made.map(({ name }) => name));
  const found = [...JSON.stringify(made).matchAll(/"name:([^"]+)"/g)].map((match) => match[1]!);
  const beside = [...new Set(found)].filter((name) => !own.has(name));
  return beside.map((name) => ({ type: name === 'study' ? 'ImagingStudy' : 'Specimen', name }));
}
