import serveFiles from '@fastify/static';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { readFile, stat } from 'node:fs/promises';
import { join, normalize, sep } from 'node:path';
import type { Doors } from '../doors.ts';
import { allowStyles } from '../security-headers.ts';

/** Vite puts a hash of the content in the names under /assets, so that they never change. */
const NEVER_CHANGES = /^\/assets\//;
const A_YEAR_MS = 365 * 24 * 3600 * 1000;

const NOT_BUILT = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Throughline</title></head>
<body><p>The web app is not built yet: run <code>npm start</code>, or <code>npm run build:web</code>, and reload.</p></body></html>
`;

/** The path of an address inside the folder, or null where it is none, lies outside, or is hidden. */
function pathOf(request: FastifyRequest): string | null {
  let path: string;
  try {
    path = decodeURIComponent(new URL(request.raw.url ?? '/', 'http://localhost').pathname);
  } catch {
    return null;
  }
  const clean = normalize(path);
  return clean.includes('\0') || clean.split(sep).some((part) => part.startsWith('.')) ? null : clean;
}

/** Where web/index.html leaves room for it. */
const NONCE = 'nonce=""';

async function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isFile(),
    () => false,
  );
}

async function sendWeb(doors: Doors, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const path = pathOf(request);
  if (path !== null && path !== '/' && (await isFile(join(doors.webFolder, path)))) {
    if (NEVER_CHANGES.test(path)) return reply.sendFile(path.slice(1), { immutable: true, maxAge: A_YEAR_MS });
    return reply.header('cache-control', 'no-cache').sendFile(path.slice(1), { cacheControl: false });
  }
  // A missing file is missing; every other address is a place in the app, which knows its own.
  if (path === null || /\.[a-z0-9]{1,5}$/i.test(path)) {
    return reply.code(404).type('text/plain; charset=utf-8').send('There is nothing at this address.\n');
  }
  // The page carries a nonce that is good once: it is kept by nobody.
  reply.header('cache-control', 'no-store').type('text/html; charset=utf-8');
  const page = await readFile(join(doors.webFolder, 'index.html'), 'utf8').catch(() => NOT_BUILT);
  return reply.send(page.replace(NONCE, `nonce="${allowStyles(reply)}"`));
}

/** The built web app: its files, and its one page at every address that is not another door's. */
export async function serveWeb(scope: FastifyInstance, doors: Doors): Promise<void> {
  await scope.register(serveFiles, { root: doors.webFolder, serve: false });
  scope.get('/*', async (request, reply) => sendWeb(doors, request, reply));
}
