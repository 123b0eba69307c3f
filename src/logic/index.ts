export { evaluate } from './fhirpath.ts';
export { applyFhirPathPatch } from './patch/fhirpath-patch.ts';
export { applyJsonPatch } from './patch/json-patch.ts';
export { UCUM_SYSTEM, canonicalUnit, type CanonicalUnit } from './ucum.ts';
