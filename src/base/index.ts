export { Fault, assert, unreachable, type FaultKind, type Issue } from './fault.ts';
export { CARE_ROLES, PARTNER_ROLES, ROLES, SYSTEM, isRole, type Caller, type Role } from './caller.ts';
export { SHARDS, shardHint, shardOf, uuidv7 } from './ids.ts';
export { fixedClock, systemClock, type Clock } from './clock.ts';
export { configFrom, type Config } from './config.ts';
export { openLog, silentLog, type Log } from './log.ts';
