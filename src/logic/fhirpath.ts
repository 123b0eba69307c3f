/** FHIRPath (http://hl7.org/fhirpath/N1) over R4: the library `fhirpath`, with its work bounded and without a way out of the process. */
import { Script, createContext } from 'node:vm';
import fhirpath, { type Model, type ResourceNode } from 'fhirpath';
import r4 from 'fhirpath/fhir-context/r4';
import { Fault } from '../base/index.ts';
import { withoutConsole } from './without-console.ts';

const MAX_EXPRESSION_LENGTH = 10_000;
const MAX_BRACKET_DEPTH = 50;
const MAX_CACHED = 1_000;
const MAX_STEPS = 200_000;
const MAX_ITEMS = 100_000;
const MAX_TEXT_LENGTH = 10_000_000;
const TIMEOUT_MS = 1_000;

type Environment = Record<string, unknown>;
type Compiled = ReturnType<typeof fhirpath.compile<{ async: false }>>;
type Expression = { values: Compiled; nodes: Compiled; hasPattern: boolean; names: Environment };

const cache = new Map<string, Expression>();

function refusal(expression: string, why: string): Fault {
  const shown = expression.length > 200 ? `${expression.slice(0, 200)}...` : expression;
  return new Fault('invalid', 'invalid', `The FHIRPath expression "${shown}" ${why}`);
}

function tooCostly(expression: string): Fault {
  const shown = expression.length > 200 ? `${expression.slice(0, 200)}...` : expression;
  const detail = `The FHIRPath expression "${shown}" takes more work than is allowed. Make it select less.`;
  return new Fault('too-costly', 'too-costly', detail);
}

/** The parser recurses by bracket, so their depth is bounded before it sees them. */
function bracketDepth(expression: string): number {
  let depth = 0;
  let deepest = 0;
  for (const character of expression) {
    if (character === '(' || character === '[' || character === '{') deepest = Math.max(deepest, ++depth);
    else if (character === ')' || character === ']' || character === '}') depth--;
  }
  return deepest;
}

const SYSTEMS = { sct: 'http://snomed.info/sct', loinc: 'http://loinc.org', ucum: 'http://unitsofmeasure.org' };
const URL_OF = { vs: 'http://hl7.org/fhir/ValueSet/', ext: 'http://hl7.org/fhir/StructureDefinition/' };

/** The variables that stand for URLs, http://hl7.org/fhir/R4/fhirpath.html#variables: %sct, %`vs-[name]`, %`ext-[name]`... */
function urlsNamed(expression: string): Environment {
  const names: Environment = { ...SYSTEMS };
  for (const [, kind, name] of expression.matchAll(/%[`'](vs|ext)-([\w.-]+)[`']/g)) {
    names[`${kind}-${name}`] = URL_OF[kind as keyof typeof URL_OF] + name;
  }
  return names;
}

const QUOTED_OR_WORD = /'(?:\\.|[^'\\])*'|`(?:\\.|[^`\\])*`|"(?:\\.|[^"\\])*"|\/\/.*|\/\*[^]*?\*\/|\.\s*(div|mod)\b/g;

/** `Patient.text.div` is what everybody writes, though `div` is an operator's name, which the grammar wants delimited as an element's. */
function delimitWords(expression: string): string {
  return expression.replaceAll(QUOTED_OR_WORD, (whole, word?: string) => (word ? `.\`${word}\`` : whole));
}

/** The library's words, on one line; those of its own failures say nothing to whoever wrote the expression. */
function wordsOf(error: unknown): string {
  if (error instanceof TypeError || error instanceof RangeError) return 'the engine can make nothing of it.';
  return (error instanceof Error ? error.message : String(error)).replaceAll(/\s+/g, ' ').slice(0, 300);
}

/** Compiles, once an expression: the least recently used leaves when the cache is full. */
function compiled(expression: string): Expression {
  const known = cache.get(expression);
  if (known) {
    cache.delete(expression);
    cache.set(expression, known);
    return known;
  }
  if (expression.length > MAX_EXPRESSION_LENGTH) {
    throw refusal(expression, `is longer than the ${MAX_EXPRESSION_LENGTH} characters that are allowed.`);
  }
  if (bracketDepth(expression) > MAX_BRACKET_DEPTH) {
    throw refusal(expression, `nests its brackets deeper than the ${MAX_BRACKET_DEPTH} levels that are allowed.`);
  }
  const model = r4 as Model;
  const text = delimitWords(expression);
  try {
    const made: Expression = {
      values: fhirpath.compile(text, model, { async: false }),
      nodes: fhirpath.compile(text, model, { async: false, resolveInternalTypes: false }),
      hasPattern: /matches/i.test(expression),
      names: urlsNamed(expression),
    };
    cache.set(expression, made);
    if (cache.size > MAX_CACHED) cache.delete(cache.keys().next().value!);
    return made;
  } catch (error) {
    throw refusal(expression, `can't be understood: ${wordsOf(error)}`);
  }
}

const within = createContext({ run: null as (() => unknown) | null });
const runWithin = new Script('run()');

/** The one way to cut a regular expression that backtracks without end; it costs 0.2 ms, so that only patterns pay for it. */
function withTimeout<T>(work: () => T): T {
  within['run'] = work;
  try {
    return runWithin.runInContext(within, { timeout: TIMEOUT_MS }) as T;
  } finally {
    within['run'] = null;
  }
}

function run(expression: string, way: 'values' | 'nodes', resource: unknown, environment: Environment): unknown[] {
  const made = compiled(expression);
  let steps = 0;
  const options = {
    // The library prints traces; what they show is a patient's.
    traceFn: () => {},
    debugger: (_context: unknown, _focus: unknown, result: unknown) => {
      if (++steps > MAX_STEPS) throw tooCostly(expression);
      if (!Array.isArray(result)) return;
      if (result.length > MAX_ITEMS) throw tooCostly(expression);
      const first: unknown = result[0];
      if (typeof first === 'string' && first.length > MAX_TEXT_LENGTH) throw tooCostly(expression);
    },
  };
  const variables = { ...made.names, resource, rootResource: resource, ...environment };
  try {
    const evaluateIt = () => made[way](resource, variables, options) as unknown[];
    return withoutConsole(() => (made.hasPattern ? withTimeout(evaluateIt) : evaluateIt()));
  } catch (error) {
    if (error instanceof Fault) throw error;
    if ((error as { code?: string }).code === 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw tooCostly(expression);
    throw refusal(expression, `can't be evaluated: ${wordsOf(error)}`);
  }
}

/**
 * The values that a FHIRPath expression selects from a resource or an element, as plain JSON values, in order.
 * `environment` holds the `%variables`; `%resource` and `%rootResource` are the resource unless it says otherwise. Nothing is fetched: what needs a server
 * (`resolve()` of a literal URL, `memberOf()`) is refused. Faults: `invalid` naming the expression, `too-costly` where it takes
 * too many steps, makes too much, or matches a pattern for longer than a second.
 */
export function evaluate(resource: unknown, expression: string, environment: Environment = {}): unknown[] {
  return run(expression, 'values', resource, environment);
}

/** One step from an element to its child: FHIRPath's name of it (`value`, not `valueString`), and its index in a list. */
export type Step = { name: string; index: number | null };

/** What an expression selected: an element, by the steps that lead to it from the root; or a value that it computed. */
export type Selected = { kind: 'element'; steps: Step[] } | { kind: 'computed' };

function selectedOf(node: unknown, root: unknown): Selected {
  if (typeof node !== 'object' || node === null || !('parentResNode' in node)) return { kind: 'computed' };
  const steps: Step[] = [];
  let at: ResourceNode | null = node as ResourceNode;
  while (at.parentResNode) {
    if (!at.propName) return { kind: 'computed' };
    steps.unshift({ name: at.propName, index: at.index ?? null });
    at = at.parentResNode;
  }
  return at.data === root ? { kind: 'element', steps } : { kind: 'computed' };
}

/** Where in a resource the elements are that a FHIRPath expression selects. Bounds and faults are those of `evaluate`. */
export function select(resource: object, expression: string): Selected[] {
  return run(expression, 'nodes', resource, {}).map((node) => selectedOf(node, resource));
}
