// node bin/run.mjs SCRIPT ARGS...: a script of the checkout, in the Node that the project runs on.
import { install, run } from './node.mjs';

const [script, ...args] = process.argv.slice(2);
install();
run(script, args);
