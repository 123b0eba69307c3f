#!/usr/bin/env node
import { ALLOCATION, FLAGS, install, run } from './node.mjs';

install();
run('src/main.ts', process.argv.slice(2), { flags: FLAGS, env: ALLOCATION });
