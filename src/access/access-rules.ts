import { z } from 'zod';
import { Fault, ROLES } from '../base/index.ts';
import { isResourceType, wrongShown } from '../fhir/index.ts';

const day = z.iso.date();
/** In force from a day (inclusive) until a day (exclusive), UTC; open where it is left out. */
const effective = { from: day.optional(), until: day.optional() };
const role = z.enum(ROLES);
const reference = z.string().regex(/^[A-Z][A-Za-z]+\/[A-Za-z0-9\-.]{1,64}$/);

/** What in a resource makes it sensitive: any coding in it that is listed, begins so, or is of a value set. */
const labelRule = z.strictObject({
  ...effective,
  label: z.string().min(1),
  types: z.array(z.string()).optional(),
  codes: z
    .array(
      z.strictObject({
        system: z.string(),
        codes: z.array(z.string()).default([]),
        starts: z.array(z.string()).default([]),
      }),
    )
    .default([]),
  /** Canonicals (`url` or `url|version`) of ValueSets in the record, whose codes count as those that are listed do. */
  valueSets: z.array(z.string().min(1)).optional(),
});

/** Which label keeps a resource out of sight, of whom, and which ways are open all the same. */
const sealRule = z.strictObject({
  ...effective,
  label: z.string().min(1),
  /** Left out: all roles but the system's. */
  roles: z.array(role).optional(),
  except: z.array(role).default([]),
  /** For these purposes it is no seal (audit and evaluation, 42 CFR 2.53; payment). */
  opensFor: z.array(z.strictObject({ roles: z.array(role), purposes: z.array(z.string()) })).default([]),
  ways: z.array(z.enum(['programme', 'author', 'consent', 'break-glass', 'care-relationship'])),
});

/**
 * What of a type is in sight of these roles all the same where a label's seal is shut to them: these elements (as `Shown` says them), and
 * nothing of the others. What is shown is named, and not what is masked, so that what nobody has thought of stays masked.
 */
const maskRule = z
  .strictObject({
    ...effective,
    label: z.string().min(1),
    roles: z.array(role),
    type: z.string().refine(isResourceType, 'is not a resource type of FHIR R4'),
    shows: z.array(z.string()),
  })
  .superRefine(({ type, shows }, context) => {
    if (!isResourceType(type)) return;
    for (const [at, name] of shows.entries()) {
      const wrong = wrongShown(type, name);
      if (wrong !== null) context.addIssue({ code: 'custom', path: ['shows', at], message: wrong });
    }
  });

/** A programme of 42 CFR 2.11: an organization whose records are protected, and whom they reach without consent, 2.12(c)(3) and (4). */
const programme = z.strictObject({
  ...effective,
  organization: reference,
  controlledBy: z.array(reference).default([]),
  serviceOrganizations: z.array(reference).default([]),
});

const window = z.strictObject({ beforeDays: z.number().min(0), afterDays: z.number().min(0) });

export const ACCESS_RULES = z.strictObject({
  labels: z.array(labelRule),
  seals: z.array(sealRule),
  masks: z.array(maskRule),
  programmes: z.array(programme),
  care: z.strictObject({
    /** Roles that see the records of those alone whom they care for. */
    required: z.array(z.strictObject({ ...effective, roles: z.array(role) })),
    /** Kinds of care relationship, and how long each counts before and after its own period. */
    windows: z.record(z.string(), window),
  }),
  consent: z.strictObject({
    /** Types that no consent hides unless it names them: who somebody is must be findable. */
    spared: z.array(z.string()),
    unheededBy: z.array(z.strictObject({ roles: z.array(role), purposes: z.array(z.string()) })),
  }),
  /** What somebody who acts for a minor of these ages does not see. */
  adolescents: z.strictObject({ fromAge: z.number(), untilAge: z.number(), labels: z.array(z.string()) }),
  purposes: z.array(z.strictObject({ roles: z.array(role), usual: z.string(), also: z.array(z.string()) })),
  breakGlass: z.strictObject({ roles: z.array(role), usualMinutes: z.number().min(1), mostMinutes: z.number().min(1) }),
});

export type AccessRules = z.infer<typeof ACCESS_RULES>;
export type LabelRule = AccessRules['labels'][number];

/** What an `access-policy` Library says: whole sections, which take the place of the usual ones from its effective date on. */
export const POLICY_CONTENT = ACCESS_RULES.partial();

/** True where a rule is in force at a moment (ms since 1970). */
export function isInForce(
  { from, until }: { from?: string | undefined; until?: string | undefined },
  at: number,
): boolean {
  return (from === undefined || Date.parse(from) <= at) && (until === undefined || Date.parse(until) > at);
}

/** The rules with what policies put in the place of whole sections, the later in the list the stronger. Faults: invalid. */
export function rulesWith(usual: AccessRules, policies: readonly unknown[]): AccessRules {
  return policies.reduce<AccessRules>((rules, policy) => {
    const read = POLICY_CONTENT.safeParse(policy);
    if (!read.success) {
      const [first] = read.error.issues;
      throw new Fault('unprocessable', 'invalid', `An access policy: ${first!.path.join('.')}: ${first!.message}`, {
        expression: 'Library.content[0].data',
      });
    }
    return {
      ...rules,
      ...(Object.fromEntries(Object.entries(read.data).filter(([, one]) => one !== undefined)) as Partial<AccessRules>),
    };
  }, usual);
}
