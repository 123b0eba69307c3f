/**
 * Builds the web app into web/dist with Vite, and says so in one line. It is built beside and moved into place, so that a
 * server over the same folder never finds it half there.
 */
import { existsSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'vite';

const root = fileURLToPath(new URL('..', import.meta.url));
const started = performance.now();
const dist = join(root, 'web', 'dist');
const fresh = join(root, 'web', `dist-${process.pid}`);
const old = `${fresh}-old`;
await build({ configFile: join(root, 'vite.config.ts'), logLevel: 'warn', build: { outDir: fresh } });
if (existsSync(dist)) renameSync(dist, old);
renameSync(fresh, dist);
rmSync(old, { recursive: true, force: true });

const assets = join(dist, 'assets');
const scripts = readdirSync(assets).filter((name) => name.endsWith('.js'));
const gzipped = (names: readonly string[]) =>
  Math.round(names.reduce((sum, name) => sum + gzipSync(readFileSync(join(assets, name))).length, 0) / 1024);
const page = readFileSync(join(assets, '..', 'index.html'), 'utf8');
const first = scripts.filter((name) => page.includes(`/assets/${name}`));
const seconds = ((performance.now() - started) / 1000).toFixed(1);
process.stdout.write(
  `web: built in ${seconds} s, ${scripts.length} scripts, first load ${gzipped(first)} kB and all ${gzipped(scripts)} kB gzipped\n`,
);
