export { startEmbedded, type Embedded, type EmbeddedOptions } from './embedded.ts';
export { openStore, type Db, type Store, type StoreOptions, type Tx } from './open-store.ts';
export { migrate, readSettings, type Settings } from './migrate.ts';
export {
  declareEditions,
  noteReindexed,
  readEditions,
  reopenEditions,
  rewriteIndex,
  rowsToReindex,
  type Edition,
} from './editions.ts';
export { noteLabelling, readLabelling, rowsAfter, type Labelling } from './labelling.ts';
export { whileOnlyOne } from './only-one.ts';
export { makePartitions } from './partitions.ts';
export { transaction, type Alongside, type TransactionOptions } from './transaction.ts';
export { asFault } from './failure.ts';
export { settledUntil, stampOf } from './settled.ts';
export { dumpSchema } from './dump-schema.ts';
export { tokenHasher, type Hasher } from './hash-token.ts';
export {
  MOST_PATIENTS,
  insertAudit,
  openReadAudit,
  recentlyRead,
  type AuditRow,
  type ReadAudit,
} from './audit/write-audit.ts';
export { findAccesses, type AccessGroup, type AccessPlace, type AccessSearch } from './audit/find-accesses.ts';
export {
  countAudit,
  findAudit,
  type AuditColumn,
  type AuditEntry,
  type AuditPlace,
  type AuditSearch,
  type AuditTest,
} from './audit/find-audit.ts';
export { openSealer, type Sealer, type SealerOptions } from './audit/seal-audit.ts';
export { verifyAudit, type Tampering, type Verification, type VerifyOptions } from './audit/verify-audit.ts';
export { keepAuditApart, type Apart } from './audit/keep-apart.ts';
export { retainAudit, type RetainOptions } from './audit/retain-audit.ts';
export { insertAct } from './audit/insert-act.ts';
export {
  BEGINNING,
  changesAfter,
  changesBefore,
  consumerPosition,
  currentPosition,
  noteConsumer,
  openAnnouncer,
  openWaker,
  type Announcer,
  type ChangePage,
  type ChangeRow,
  type Waker,
} from './feed.ts';
export {
  existing,
  hasAtLeast,
  fitting,
  homeOf,
  readRow,
  readRows,
  readVersion,
  readVersions,
  shardOfPatient,
  versionsOfRow,
  type FoundRow,
  type KeyedRow,
  type Key,
  type StoredRow,
  type VersionKey,
  storedTypes,
  type HistoryFilter,
} from './resource/rows.ts';
export { factsOf } from './resource/facts.ts';
export { maskedBody, shownSql, sightSql } from './resource/sight-sql.ts';
export { EVERYTHING } from './resource/sight-model.ts';
export type { AccessRule, Bounded, Facts, Relation, Row, Seal, Sight } from './resource/sight-model.ts';
export { writeRows } from './resource/write-rows.ts';
export type { IndexRow, RowWrite } from './resource/write-model.ts';
export { countMatches, searchRows, type Found } from './resource/search-rows.ts';
export type {
  Condition,
  DateTest,
  Prefix,
  QuantityTest,
  Search,
  SortKey,
  Source,
  StringTest,
} from './resource/search-model.ts';
export {
  TYPED,
  compartmentBodies,
  compartmentPage,
  compartmentRows,
  findPatientKeys,
  metasStored,
  type Typed,
} from './resource/patient-rows.ts';
export { countText, writeTexts, type TextRow } from './text-index.ts';
export { checkDatabase } from './check-database.ts';
