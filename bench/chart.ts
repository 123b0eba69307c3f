import { generateDemo } from '../src/demo/index.ts';
import { chartOf } from '../web/chart/model/chart.ts';
import { clusterOf } from '../web/journey/cluster.ts';

/**
 * What the browser computes for a chart, beside the parsing of the same record in the same run. Usage:
 * node bin/run.mjs bench/chart.ts
 */
const NOW = Date.parse('2026-11-22T15:00:00Z');

/** The best of ten, in ms: what the work itself costs, without what else the machine was doing. */
function bestMs(work: () => unknown): number {
  const times = Array.from({ length: 10 }, () => {
    const begun = performance.now();
    work();
    return performance.now() - begun;
  });
  return Math.min(...times);
}

const charts = [...generateDemo({ seed: 1, patients: 30, today: '2026-11-22' })]
  .filter((part) => part.kind === 'person')
  .map((part) => (part.bundle.entry ?? []).map((entry) => entry.resource))
  .sort((a, b) => b.length - a.length);
const largest = charts[0] ?? [];
const text = JSON.stringify(largest);
const parsing = bestMs(() => JSON.parse(text));
const model = bestMs(() => chartOf({ resources: JSON.parse(text), related: [] }, NOW)) - parsing;
process.stdout.write(
  `chart of ${largest.length} resources: ${model.toFixed(1)} ms, ${(model / parsing).toFixed(1)} times parsing it\n`,
);

const marks = Array.from({ length: 5000 }, (_, place) => ({ x: place / 5, item: place }));
const sorting = bestMs(() => marks.toSorted((a, b) => a.x - b.x));
const clustering = bestMs(() => clusterOf(marks));
process.stdout.write(
  `clusters of 5,000 events: ${clustering.toFixed(2)} ms, ${(clustering / sorting).toFixed(1)} times sorting them (a frame is 16 ms)\n`,
);
