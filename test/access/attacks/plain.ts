import type { LightMyRequestResponse } from 'fastify';

/** An answer without what differs between any two: the names of the two, ids, times, cursors. */
export function plain(answer: LightMyRequestResponse, names: readonly string[]): unknown {
  const general = (text: string) => generalOf(text, names);
  const headers = Object.entries(answer.headers)
    .filter(([name]) => !['date', 'x-request-id', 'content-length'].includes(name))
    .map(([name, value]) => [name, general(String(value))]);
  return {
    status: answer.statusCode,
    headers: headers.toSorted((a, b) => (a[0]! < b[0]! ? -1 : 1)),
    body: general(answer.body),
  };
}

const generalOf = (text: string, names: readonly string[]): string =>
  text
    .replaceAll(new RegExp(names.join('|'), 'g'), 'twin')
    .replaceAll(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, 'id')
    .replaceAll(/2\d{3}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/g, 'time')
    .replaceAll(/[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT/g, 'time')
    .replaceAll(/_cursor=[\w-]+/g, '_cursor=place')
    .replaceAll(/"position":"[^"]*"/g, '"position":"place"')
    .replaceAll(/"took":\d+/g, '"took":0');
