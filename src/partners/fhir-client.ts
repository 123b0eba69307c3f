import type { Resource } from '../fhir/index.ts';

/** How a server answered: with a resource, with a refusal and its words, or not at all. */
export type Answered =
  | { kind: 'done'; resource: Resource }
  | { kind: 'refused'; status: number; why: string }
  | { kind: 'away'; why: string; waitMs: number };

/** A FHIR server as seen from outside. */
export type Client = {
  get(path: string): Promise<Answered>;
  transact(bundle: Resource): Promise<Answered>;
};

const TIMEOUT_MS = 30_000;
const FHIR_JSON = 'application/fhir+json';

/**
 * Speaks to the FHIR interface under `url` (such as `http://127.0.0.1:8100`). `token` is asked for a bearer token, and for another
 * (`isFresh`) where the last one was not taken.
 */
export function openClient(options: {
  url: string;
  token(isFresh: boolean): Promise<string>;
  signal: AbortSignal;
}): Client {
  const base = `${options.url.replace(/\/+$/, '')}/fhir`;
  let token: string | undefined;

  async function once(path: string, body: string | undefined, isFresh: boolean): Promise<Response> {
    if (token === undefined || isFresh) token = await options.token(isFresh);
    return fetch(path === '' ? base : `${base}/${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: {
        accept: FHIR_JSON,
        authorization: `Bearer ${token}`,
        ...(body === undefined ? {} : { 'content-type': FHIR_JSON }),
      },
      ...(body === undefined ? {} : { body }),
      redirect: 'error',
      signal: AbortSignal.any([options.signal, AbortSignal.timeout(TIMEOUT_MS)]),
    });
  }

  async function ask(path: string, body?: string): Promise<Answered> {
    try {
      let response = await once(path, body, false);
      if (response.status === 401) {
        await response.body?.cancel();
        response = await once(path, body, true);
      }
      return await answeredBy(response);
    } catch (error) {
      return { kind: 'away', why: reasonOf(error), waitMs: 0 };
    }
  }

  return { get: (path) => ask(path), transact: (bundle) => ask('', JSON.stringify(bundle)) };
}

async function answeredBy(response: Response): Promise<Answered> {
  const { status } = response;
  if (status === 429 || status >= 500) {
    await response.body?.cancel();
    const seconds = Number(response.headers.get('retry-after') ?? 0);
    return { kind: 'away', why: `it answers ${status}`, waitMs: Number.isFinite(seconds) ? seconds * 1000 : 0 };
  }
  const resource = (await response.json()) as Resource;
  return response.ok ? { kind: 'done', resource } : { kind: 'refused', status, why: wordsOf(resource) };
}

function wordsOf(outcome: Resource): string {
  const [first] = (outcome['issue'] ?? []) as fhir4.OperationOutcomeIssue[];
  const said = first?.details?.text ?? first?.diagnostics ?? 'no reason was given';
  return first?.expression?.[0] ? `${first.expression[0]}: ${said}` : said;
}

function reasonOf(error: unknown): string {
  const { cause, message } = error as { cause?: { code?: string }; message: string };
  return cause?.code ?? message;
}

/** The resources of a search set, of all its pages. */
export async function searchAll(client: Client, query: string, mostPages = 20): Promise<Answered | Resource[]> {
  const found: Resource[] = [];
  let next: string | undefined = query;
  for (let page = 0; next !== undefined && page < mostPages; page += 1) {
    const answer: Answered = await client.get(next);
    if (answer.kind !== 'done') return answer;
    const { entry = [], link = [] } = answer.resource as unknown as fhir4.Bundle;
    found.push(...entry.flatMap(({ resource }) => (resource ? [resource as unknown as Resource] : [])));
    const url = link.find(({ relation }) => relation === 'next')?.url;
    next = url === undefined ? undefined : url.slice(url.indexOf('/fhir/') + '/fhir/'.length);
  }
  return found;
}
