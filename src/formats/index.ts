export { type Line, lines } from './lines.ts';
export { type BundlePart, bundleParts } from './bundle-parts.ts';
