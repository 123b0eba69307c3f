import { parseArgs } from 'node:util';
import { Fault, ROLES, isRole } from '../base/index.ts';
import type { Command } from './command.ts';
import { withHouse } from './house.ts';

export const token: Command = {
  help: `
Usage: throughline token --role ROLE [--patient ID] [--site REFERENCE] [--scope "SCOPES"]

Prints a bearer token for the FHIR interface, good for an hour, to whoever can reach the database.

  --role ROLE      ${ROLES.join(', ')}
  --patient ID     binds the token to one patient's record (the role "patient" needs it)
  --site REFERENCE the organization that asks, such as Organization/x (the roles of partners outside need it)
  --scope "..."    SMART scopes, e.g. "patient/Observation.rs user/*.read"; without it the role alone decides`,
  async run(args) {
    const { values } = parseArgs({
      args,
      options: {
        role: { type: 'string' },
        patient: { type: 'string' },
        site: { type: 'string' },
        scope: { type: 'string' },
      },
    });
    const role = values.role;
    if (!role || !isRole(role)) {
      throw new Fault(
        'invalid',
        'value',
        `--role must be one of ${ROLES.join(', ')}${role ? `; "${role}" is none` : ''}.`,
      );
    }
    if (role === 'patient' && !values.patient) {
      throw new Fault('invalid', 'required', 'The role "patient" needs --patient ID: whose record?');
    }
    return withHouse({ logLevel: 'warn' }, async (house) => {
      const issued = await house.access.issueToken({
        role,
        ...(values.patient ? { patient: values.patient } : {}),
        ...(values.site ? { site: values.site } : {}),
        ...(values.scope ? { scopes: values.scope.split(/\s+/).filter(Boolean) } : {}),
      });
      process.stdout.write(`${issued.token}\n`);
      return 0;
    });
  },
};
