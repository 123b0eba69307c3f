export { NOT_THERE } from './gate.ts';
export { openRecord } from './open-record.ts';
export { read, vread } from './read-one.ts';
export { create, remove, removeWhere, update, updateWhere } from './write-one.ts';
export { patch, type Patch, type Target } from './patch-one.ts';
export { jsonPatchOf } from './patch-of-entry.ts';
export { history, versionsOf } from './read-history.ts';
export { countOf, search } from './search.ts';
export { searchTypes } from './search-types.ts';
export type { Compartment } from './compartments.ts';
export { bundle } from './bundle.ts';
export { everything, type Everything, type EverythingAsk, type EverythingOf } from './everything.ts';
export { everythingAsk } from './everything-ask.ts';
export { lastN } from './last-n.ts';
export { changeMeta, labelsInUse, type MetaAsk } from './meta.ts';
export { type Shape, isShapeParam, shapeOf, shaped } from './shape.ts';
export { keepIndexed, reindex, reindexProgress, requestReindex, type ReindexProgress } from './reindex.ts';
export { keepTextsIndexed } from './text-index.ts';
export { patientRecord } from './patient-record.ts';
export { findPatients, recentPatients } from './find-patients.ts';
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
