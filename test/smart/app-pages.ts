import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';

/** SMART's own library for apps in a browser, as its makers build it. */
const LIBRARY = readFileSync(
  join(dirname(createRequire(import.meta.url).resolve('fhirclient/package.json')), 'build', 'fhir-client.js'),
);

/** What the app's page does once it is let in: reads what it may, tries what it may not, and shows both. */
const INDEX = `<!doctype html><title>An app</title><script src="/fhir-client.js"></script><pre id="told">waiting</pre><script>
const tell = (told) => { document.querySelector('#told').textContent = JSON.stringify(told); };
const status = (asked) => asked.then((found) => found.total ?? (found.entry ?? []).length, (error) => 'refused ' + (error.statusCode ?? error.status ?? error.message));
const look = async (client) => {
  window.client = client;
  const { scope, need_patient_banner, encounter } = client.state.tokenResponse;
  tell({
    patient: client.patient.id,
    user: client.user.fhirUser,
    scope, need_patient_banner, encounter,
    own: await status(client.request('Patient?_id=' + client.patient.id)),
    everybody: await status(client.request('Patient')),
    observations: await status(client.request('Observation?_summary=count')),
    conditions: await status(client.request('Condition?_summary=count')),
  });
};
window.again = () => look(window.client);
FHIR.oauth2.ready().then(look, (error) => tell({ error: error.message }));
</script>`;

const START = (clientId: string, scope: string, iss: string) => `<!doctype html><title>An app</title>
<script src="/fhir-client.js"></script><script>
FHIR.oauth2.authorize({ clientId: ${JSON.stringify(clientId)}, scope: ${JSON.stringify(scope)}, redirectUri: '/index.html'${
  iss ? `, iss: ${JSON.stringify(iss)}` : ''
} });
</script>`;

export type AppPages = {
  origin: string;
  /** What the app is registered under, and what it asks for. */
  is(clientId: string, scopes: { launch: string; standalone: string }, iss: string): void;
  close(): Promise<void>;
};

/** Serves a small app of pages alone at an address of its own: `/launch.html` from a chart, `/start.html` by itself. */
export async function serveAppPages(): Promise<AppPages> {
  let pages: Record<string, string | Buffer> = {};
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://localhost').pathname;
    const page = pages[path];
    response.writeHead(page ? 200 : 404, { 'content-type': path.endsWith('.js') ? 'text/javascript' : 'text/html' });
    response.end(page ?? '');
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    is(clientId, scopes, iss) {
      pages = {
        '/fhir-client.js': LIBRARY,
        '/index.html': INDEX,
        '/launch.html': START(clientId, scopes.launch, ''),
        '/start.html': START(clientId, scopes.standalone, iss),
      };
    },
    close: () => new Promise<void>((done) => void server.close(() => done())),
  };
}
