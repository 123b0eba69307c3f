/** Builds the web app into web/dist with Vite, and says so in one line. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'vite';

const root = fileURLToPath(new URL('..', import.meta.url));
const started = performance.now();
await build({ configFile: join(root, 'vite.config.ts'), logLevel: 'warn' });

const assets = join(root, 'web', 'dist', 'assets');
const scripts = readdirSync(assets).filter((name) => name.endsWith('.js'));
const gzipped = (names: readonly string[]) =>
  Math.round(names.reduce((sum, name) => sum + gzipSync(readFileSync(join(assets, name))).length, 0) / 1024);
const entry = scripts.filter((name) => name.startsWith('index-'));
const seconds = ((performance.now() - started) / 1000).toFixed(1);
process.stdout.write(
  `web: built in ${seconds} s, ${scripts.length} scripts, first load ${gzipped(entry)} kB and all ${gzipped(scripts)} kB gzipped\n`,
);
