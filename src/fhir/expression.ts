/** The way into a resource, as a stack that is only made into text when there is something to say. */
export type Path = (string | number)[];

/** FHIRPath of a path: `Patient.name[0].given[1]`. */
export function expressionOf(path: Path): string {
  let text = '';
  for (const part of path) text += typeof part === 'number' ? `[${part}]` : text === '' ? part : `.${part}`;
  return text;
}
