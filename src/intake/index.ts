export { importFiles, type ImportProgress } from './import-files.ts';
export type { Refusal, Report } from './model.ts';
