export { journeyOf, type Journey } from './events.ts';
export { JourneyView } from './journey.tsx';
export { JourneyStrip } from './strip.tsx';
