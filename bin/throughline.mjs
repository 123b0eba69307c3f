#!/usr/bin/env node
import { install, run } from './node.mjs';

install();
run('src/main.ts', process.argv.slice(2));
