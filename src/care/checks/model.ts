/** What the checks find, by what it concerns. */
export type FindingKind =
  | 'drug-drug'
  | 'drug-condition'
  | 'drug-allergy'
  | 'duplicate-therapy'
  | 'dose-kidney'
  | 'dose-max'
  | 'pregnancy'
  | 'older-adult'
  | 'goals'
  | 'advice'
  | 'schedule'
  | 'contradiction'
  | 'orphan';
