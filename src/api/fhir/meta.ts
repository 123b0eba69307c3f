import type { FastifyReply } from 'fastify';
import { Fault } from '../../base/index.ts';
import { type Meta, type Resource, parseJson, stringify } from '../../fhir/index.ts';
import { changeMeta, labelsInUse, read, vread, type Answer, type MetaAsk } from '../../record/index.ts';
import { ifMatchOf, markVersion, sendText } from './answer.ts';
import { type Exchange, type Interaction, found } from './interactions.ts';
import { parametersIn } from './operation-params.ts';

function sendMeta({ reply, wish }: Exchange, meta: Meta): FastifyReply {
  return sendText(
    reply,
    wish,
    stringify({ resourceType: 'Parameters', parameter: [{ name: 'return', valueMeta: meta }] }),
  );
}

function metaOf(answer: Answer): Meta {
  return (parseJson(answer.body) as Resource).meta ?? {};
}

/** $meta, http://hl7.org/fhir/R4/resource-operation-meta.html: of the system, a type, a resource, or a version of it. */
export const showMeta: Interaction = async (exchange) => {
  const { doors, request, reply, caller, type, id } = exchange;
  if (id === '') return sendMeta(exchange, await labelsInUse(doors.record, caller, type === '' ? undefined : type));
  const { version } = request.params as { version?: string };
  const number = version === undefined || /^[1-9]\d{0,8}$/.test(version) ? Number(version) : 0;
  const answer = await (version === undefined
    ? read(doors.record, caller, type, id)
    : vread(doors.record, caller, type, id, number));
  const there = found(answer, version === undefined ? `${type}/${id}` : `such version of ${type}/${id}`, reply);
  markVersion(reply, there);
  return sendMeta(exchange, metaOf(there));
};

function metaIn(exchange: Exchange): Meta {
  const given = (parametersIn(exchange)?.parameter ?? []).filter((one) => one?.name === 'meta');
  const meta = given[0]?.valueMeta;
  if (given.length === 1 && typeof meta === 'object' && meta !== null && !Array.isArray(meta)) {
    const lists = ['profile', 'security', 'tag'].map((name) => (meta as Meta)[name]);
    if (lists.every((list) => list === undefined || (Array.isArray(list) && list.every((one) => one !== null)))) {
      return meta as Meta;
    }
  }
  const detail = 'One parameter "meta" with a valueMeta is needed, which says profiles, tags or security labels.';
  throw new Fault('invalid', 'required', detail, { expression: 'Parameters.parameter' });
}

async function change(exchange: Exchange, how: MetaAsk['how']): Promise<FastifyReply> {
  const { doors, request, reply, caller, type, id } = exchange;
  const { profile, security, tag } = metaIn(exchange);
  const labels = Object.fromEntries(
    Object.entries({ profile, security, tag }).filter(([, list]) => list !== undefined),
  );
  const ifMatch = ifMatchOf(request);
  const ask: MetaAsk = { type, id, how, labels, ...(ifMatch === undefined ? {} : { ifMatch }) };
  const { answer } = await changeMeta(doors.record, caller, ask);
  markVersion(reply, answer);
  return sendMeta(exchange, metaOf(answer));
}

/** http://hl7.org/fhir/R4/resource-operation-meta-add.html */
export const addMeta: Interaction = (exchange) => change(exchange, 'add');

/** http://hl7.org/fhir/R4/resource-operation-meta-delete.html */
export const deleteMeta: Interaction = (exchange) => change(exchange, 'delete');
