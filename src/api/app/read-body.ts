import type { FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { Fault } from '../../base/index.ts';

/** The body in the shape that is asked for. Faults: invalid, naming the first thing that is wrong by its place, `tasks[0].id`. */
export function readBody<T>(request: FastifyRequest, shape: z.ZodType<T>): T {
  const asked = shape.safeParse(request.body ?? {});
  if (asked.success) return asked.data;
  const [first] = asked.error.issues;
  const field = first!.path.reduce<string>(
    (path, part) => (typeof part === 'number' ? `${path}[${part}]` : path ? `${path}.${String(part)}` : String(part)),
    '',
  );
  const detail = `${field || 'The request'}: ${first!.message}`;
  throw new Fault('invalid', 'value', detail, field ? { expression: field } : {});
}
