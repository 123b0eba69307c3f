/** Typed message catalogues: a key that does not exist, or a parameter forgotten, does not compile. */
import { language, localeTag } from '../lib/locale.ts';

/** A sentence, or its two plural forms chosen by the parameter `count`. Parameters stand in braces. */
export type Message = string | { readonly one: string; readonly other: string };
export type Catalogue = Readonly<Record<string, Message>>;

type Names<S extends string> = S extends `${string}{${infer Name}}${infer Rest}` ? Name | Names<Rest> : never;
type NamesOf<M> = M extends string
  ? Names<M>
  : M extends { readonly one: infer One extends string; readonly other: infer Other extends string }
    ? 'count' | Names<One> | Names<Other>
    : never;
type Params<M> = [NamesOf<M>] extends [never] ? [] : [params: Record<NamesOf<M>, string | number>];

export type Translate<C extends Catalogue> = <K extends keyof C & string>(key: K, ...params: Params<C[K]>) => string;

/** The same keys in another language. */
export type SameKeys<C extends Catalogue> = { readonly [K in keyof C]: C[K] extends string ? string : Message };

/** Makes the `t` of one folder from its English (declared `as const`) and Spanish messages. */
export function catalogue<const C extends Catalogue>(en: C, es: SameKeys<C>): Translate<C> {
  return (key, ...[params]) => {
    const messages: Catalogue = language() === 'es' ? es : en;
    return fill(messages[key] ?? key, (params ?? {}) as Record<string, string | number>);
  };
}

function fill(message: Message, params: Record<string, string | number>): string {
  const text = typeof message === 'string' ? message : message[pluralForm(params['count'])];
  return text.replaceAll(/\{(\w+)\}/g, (whole, name: string) => {
    const value = params[name];
    if (value === undefined) return whole;
    return typeof value === 'number' ? new Intl.NumberFormat(localeTag()).format(value) : value;
  });
}

function pluralForm(count: string | number | undefined): 'one' | 'other' {
  return new Intl.PluralRules(localeTag()).select(Number(count)) === 'one' ? 'one' : 'other';
}
