import { Fault } from '../base/index.ts';

const LEAST = 12;
const MOST = 256;
/** So many characters before and after a common word add nothing to it: years, exclamation marks. */
const MOST_PADDING = 8;
const LEAST_DIFFERENT = 5;
const LEAST_WORD = 4;
const OURS = ['throughline'];

const SPELLED: Record<string, string> = {
  '@': 'a',
  '4': 'a',
  '3': 'e',
  '1': 'i',
  '!': 'i',
  '0': 'o',
  $: 's',
  '5': 's',
  '7': 't',
};

/** Loaded when the first password is chosen: it is half a megabyte. */
let common: Promise<ReadonlySet<string>> | undefined;

function commonPasswords(): Promise<ReadonlySet<string>> {
  common ??= import('@zxcvbn-ts/language-common').then(({ dictionary }) => new Set(dictionary['passwords-common']));
  return common;
}

/**
 * Refuses a password that would be guessed: too short, among the 49,000 commonest (with the usual digits around it and letters spelled as
 * digits too), one thing repeated, or made of what everybody knows of its owner. Faults: `invalid`, with a `reason`.
 * NIST SP 800-63B, 3.1.1.2.
 */
export async function refuseWeakPassword(password: string, owner: { username: string; name: string }): Promise<void> {
  if (password.length < LEAST || password.length > MOST) {
    refuse(`A password has ${LEAST} to ${MOST} characters.`, 'length');
  }
  const folded = password.normalize('NFKC').toLowerCase();
  const known = ownWord(folded, owner);
  if (known) {
    refuse('Leave your name and user name out of the password: they are what somebody tries first.', 'own-name');
  }
  if (isMonotonous(folded)) {
    refuse('This password repeats itself or counts up: take several words that don’t belong together.', 'monotonous');
  }
  if (isCommon(folded, await commonPasswords())) {
    refuse(
      'Many people use this password, so that it is guessed first: take several words that don’t belong together.',
      'common',
    );
  }
}

function refuse(detail: string, reason: string): never {
  throw new Fault('invalid', 'value', detail, { expression: 'password', reason: `password-${reason}` });
}

function ownWord(folded: string, { username, name }: { username: string; name: string }): string | undefined {
  const words = [username, ...username.split(/[^\p{L}]+/u), ...name.split(/[^\p{L}]+/u), ...OURS];
  return words
    .map((word) => word.normalize('NFKC').trim().toLowerCase())
    .find((word) => word.length >= LEAST_WORD && folded.includes(word));
}

/** Few characters, one piece over and over, or steps of one up or down. */
function isMonotonous(folded: string): boolean {
  if (new Set(folded).size < LEAST_DIFFERENT) return true;
  if (/^(.{1,5})\1+$/su.test(folded)) return true;
  const steps = new Set([...folded].slice(1).map((letter, at) => letter.charCodeAt(0) - folded.charCodeAt(at)));
  return steps.size === 1 && (steps.has(1) || steps.has(-1));
}

function isCommon(folded: string, known: ReadonlySet<string>): boolean {
  return [folded, folded.replaceAll(/[@43!1$507]/g, (sign) => SPELLED[sign]!)].some((text) => {
    const core = text.replaceAll(/^[^\p{L}]+|[^\p{L}]+$/gu, '');
    const unit = /^(.+?)\1+$/su.exec(core)?.[1] ?? core;
    const isPadded = core.length >= LEAST_WORD && text.length - core.length <= MOST_PADDING;
    return known.has(text) || (isPadded && (known.has(core) || known.has(unit)));
  });
}
