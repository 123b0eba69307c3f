/** The one place that talks HTTP: JSON in and out, and every failure as an `ApiError` that says what happened. */

export type ApiErrorKind =
  | 'signed-out'
  | 'not-permitted'
  | 'not-found'
  | 'gone'
  | 'conflict'
  | 'invalid'
  | 'throttled'
  | 'offline'
  | 'server';

/** One thing that is wrong: the server's own sentence, and the input it is about. */
export type ApiIssue = { detail?: string; field?: string };

/** A refusal or a failure. `detail` and `field` are those of the first issue; `issues` are all that the server named. */
export type ApiError = Error & {
  kind: ApiErrorKind;
  status: number;
  detail?: string;
  field?: string;
  /** A word for the one thing that is wrong, where screens say it in their own language. */
  reason?: string;
  issues?: ApiIssue[];
  retryAfterSeconds?: number;
};

/** True for what `request` throws. */
export function isApiError(error: unknown): error is ApiError {
  return error instanceof Error && 'kind' in error && 'status' in error;
}

type Extra = ApiIssue & { issues?: ApiIssue[]; reason?: string; retryAfterSeconds?: number };

function apiError(kind: ApiErrorKind, status: number, extra: Extra = {}): ApiError {
  return Object.assign(new Error(extra.detail ?? kind), { name: 'ApiError', kind, status }, extra);
}

export type RequestOptions = {
  method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  body?: unknown;
  /** The version that the change was made on; another's change in between is refused as a conflict. */
  ifMatch?: number | string;
  signal?: AbortSignal;
};

/** Sends a request and reads its JSON answer; nothing where the server answers nothing. */
export async function request<T>(
  path: string,
  { method = 'GET', body, ifMatch, signal }: RequestOptions = {},
): Promise<T> {
  const headers = new Headers({ accept: path.startsWith('/fhir') ? 'application/fhir+json' : 'application/json' });
  if (body !== undefined)
    headers.set('content-type', path.startsWith('/fhir') ? 'application/fhir+json' : 'application/json');
  if (ifMatch !== undefined) headers.set('if-match', `W/"${ifMatch}"`);
  if (path.startsWith('/fhir') && method !== 'GET') headers.set('prefer', 'return=representation');
  const response = await send(path, {
    method,
    headers,
    credentials: 'same-origin',
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    ...(signal ? { signal } : {}),
  });
  if (!response.ok) throw await failure(response);
  const text = await response.text();
  return (text ? JSON.parse(text) : undefined) as T;
}

async function send(path: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(path, init);
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw apiError('offline', 0);
  }
}

const KINDS: Record<number, ApiErrorKind> = {
  401: 'signed-out',
  403: 'not-permitted',
  404: 'not-found',
  409: 'conflict',
  410: 'gone',
  412: 'conflict',
  429: 'throttled',
  // What the development proxy and a load balancer answer while the server is away.
  502: 'offline',
  503: 'offline',
  504: 'offline',
};

async function failure(response: Response): Promise<ApiError> {
  const kind = KINDS[response.status] ?? (response.status < 500 ? 'invalid' : 'server');
  const retryAfter = Number(response.headers.get('retry-after'));
  const extra = await response
    .json()
    .then(explain)
    .catch((): Extra => ({}));
  return apiError(kind, response.status, { ...extra, ...(retryAfter > 0 ? { retryAfterSeconds: retryAfter } : {}) });
}

type ErrorBody = {
  error?: { message?: string; field?: string; reason?: string };
  issue?: { diagnostics?: string; details?: { text?: string }; expression?: string[] }[];
};

function explain(body: ErrorBody): Extra {
  const issues = body.issue?.map(({ details, diagnostics, expression }) =>
    issueOf(details?.text ?? diagnostics, expression?.[0]),
  ) ?? [issueOf(body.error?.message, body.error?.field)];
  const reason = body.error?.reason;
  return { ...issues[0], issues, ...(reason ? { reason } : {}) };
}

function issueOf(detail: string | undefined, field: string | undefined): ApiIssue {
  return { ...(detail ? { detail } : {}), ...(field ? { field } : {}) };
}
