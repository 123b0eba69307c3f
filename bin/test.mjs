// npm test: the only thing that must run on any Node >= 20 is the installation; the rest is scripts/test.ts.
import { install, root, run } from './node.mjs';

install();
run('scripts/test.ts', process.argv.slice(2), { cwd: root });
