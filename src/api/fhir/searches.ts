import type { FastifyReply } from 'fastify';
import { type Compartment, search, searchTypes } from '../../record/index.ts';
import { sendText } from './answer.ts';
import { searchset } from './bundles.ts';
import { type Exchange, FORM_ONLY, type Interaction } from './interactions.ts';
import { baseOf } from './links.ts';
import { ownValuesLocal } from './own-references.ts';
import { queryOf, requireForm, wishOf } from './negotiate.ts';

/**
 * The searches of R4, http://hl7.org/fhir/R4/http.html#search: of one type, of several or all (`/?_type=`), and of the members of a
 * compartment (`/Patient/x/Observation`, `/Patient/x/*`); each by GET and, with `_search`, by POST.
 */
export const searchByQuery: Interaction = async (exchange) => sendSearch(exchange, exchange.query);

/** The same by POST: parameters come in the body, and in the address as well. */
export const searchByForm: Interaction = async (exchange) => {
  requireForm(exchange.request);
  const body = exchange.request.body as Buffer | undefined;
  const form = queryOf(body ? body.toString('utf8') : '');
  const inForm = form.filter(([param]) => FORM_ONLY.has(param));
  const wish = inForm.length > 0 ? wishOf(exchange.request, [...exchange.query, ...inForm]) : exchange.wish;
  return sendSearch({ ...exchange, wish }, [...exchange.query, ...form]);
};

async function sendSearch(exchange: Exchange, params: [string, string][]): Promise<FastifyReply> {
  const { doors, request, reply, caller, wish, type, id, member } = exchange;
  const base = baseOf(doors, request);
  const asked = ownValuesLocal(
    base,
    params.filter(([param]) => !FORM_ONLY.has(param)),
  );
  const compartment: Compartment | undefined = id === '' ? undefined : { type, id };
  const options = { strict: wish.strict, ...(compartment ? { compartment } : {}) };
  const wanted = compartment ? member || '*' : type;
  const result = await (wanted === '' || wanted === '*'
    ? searchTypes(doors.record, caller, asked, options)
    : search(doors.record, caller, wanted, asked, options));
  const path = [base, type, id, compartment ? wanted : ''].filter((part) => part !== '').join('/');
  return sendText(reply, wish, searchset(base, path, result));
}
