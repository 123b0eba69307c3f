export { NOT_THERE } from './refuse-write.ts';
export { openRecord } from './open-record.ts';
export { read, vread } from './read-one.ts';
export { create, remove, removeWhere, update, updateWhere } from './write-one.ts';
export { patch, type Patch, type Target } from './patch-one.ts';
export { jsonPatchOf } from './bundle/patch-of-entry.ts';
export { history, versionsOf } from './read-history.ts';
export { countOf, search } from './search/search.ts';
export { searchTypes } from './search/search-types.ts';
export type { Compartment } from './search/compartments.ts';
export { bundle } from './bundle/bundle.ts';
export { everything } from './everything/everything.ts';
export type { Everything, EverythingAsk, EverythingOf } from './everything/everything-model.ts';
export { everythingAsk } from './everything/everything-ask.ts';
export { lastN } from './last-n.ts';
export { changeMeta, labelsInUse, type MetaAsk } from './meta.ts';
export { type Shape, shapeOf, shaped } from './search/shape.ts';
export { keepIndexed, reindex, reindexProgress, requestReindex, type ReindexProgress } from './indexing/reindex.ts';
export { followDefinitions } from './indexing/searching.ts';
export { keepTextsIndexed } from './search/text-index.ts';
export { patientRecord } from './patient-record.ts';
export { breakGlass, judgeGlass, listGlass, mendGlass, openGlass } from './deciding/break-glass.ts';
export { explain, type Explained } from './deciding/explain.ts';
export { keepLabelled, relabel } from './deciding/keep-labelled.ts';
export { birthDateOf } from './deciding/sight.ts';
export { programmesInForce, readPolicies, type Policies, type Policy } from './deciding/policies.ts';
export { seenChange } from './deciding/seen-change.ts';
export { findPatients, recentPatients } from './search/find-patients.ts';
export { accessesOf, accountingOf, type Access, type AccessPage } from './trace/accesses.ts';
export { TRACE } from './trace/model.ts';
export { TRACE_PARAMS } from './trace/trace-params.ts';
export { noteAuditWork } from './audit-of.ts';
export {
  catchUp,
  doDuty,
  keepDuty,
  keepReacting,
  reactOnce,
  type Duty,
  type Looking,
  type Put,
  type Reaction,
  type Sighting,
} from './react.ts';
export { followChanges } from './follow-changes.ts';
export type {
  Action,
  Actor,
  Answer,
  Change,
  FhirRecord,
  HistoryEntry,
  HistoryPage,
  HistoryQuery,
  PatientHit,
  PatientRecord,
  SearchResult,
  Written,
} from './model.ts';
