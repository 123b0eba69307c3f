import { interactionPolicy } from 'oidc-provider';

const { Check, Prompt } = interactionPolicy;

/**
 * Every request is led through the app's own page once, where it is seen who is signed in and what they allow; nothing is decided by a
 * session of the flow's own.
 */
export const policy = [
  new Prompt(
    { name: 'login', requestable: true },
    new Check('not_signed_in', 'sign in first', 'login_required', (ctx) => ctx.oidc.result?.login === undefined),
  ),
  new Prompt(
    { name: 'consent', requestable: true },
    new Check(
      'not_allowed',
      'the app is not allowed yet',
      'consent_required',
      (ctx) => ctx.oidc.result?.consent === undefined,
    ),
  ),
];
