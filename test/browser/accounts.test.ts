import type { CDPSession, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { hotp } from '../../src/access/factors/totp.ts';
import { DESK, openPage, openStage, settled, signIn, type Stage } from './browser.ts';
import { faultsOf } from './faults.ts';

const PASSWORD = 'riverbend-demo';

let stage: Stage;
beforeAll(async () => {
  const opened = await openStage(3);
  // Browsers bind passkeys to a name, never to a number.
  stage = { ...opened, base: opened.base.replace('127.0.0.1', 'localhost') };
}, 120_000);
afterAll(() => stage?.end());

/** As `faultsOf`, and back to a desk by day. */
async function lookAt(page: Page): Promise<string[]> {
  const faults = await faultsOf(page);
  await page.setViewportSize(DESK);
  await page.emulateMedia({ colorScheme: 'light' });
  return faults;
}

/** A device with a passkey store of its own, whose owner is always verified (CDP, WebAuthn domain). */
async function withAuthenticator(page: Page): Promise<{ cdp: CDPSession; id: string }> {
  const cdp = await page.context().newCDPSession(page);
  await cdp.send('WebAuthn.enable');
  const { authenticatorId } = await cdp.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  return { cdp, id: authenticatorId };
}

async function knock(page: Page, username: string, password = PASSWORD): Promise<void> {
  await page.goto('/sign-in');
  await page.getByLabel('User name').fill(username);
  await page.getByLabel(/^Password/).fill(password);
  await page.keyboard.press('Enter');
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** What an authenticator app shows for the secret that a person types into it, now or some steps later. */
function codeOf(secret: string, later = 0): string {
  const letters = secret.replaceAll(/\s/g, '');
  const bits = [...letters].map((letter) => ALPHABET.indexOf(letter).toString(2).padStart(5, '0')).join('');
  const bytes = Buffer.from(bits.match(/.{8}/g)!.map((byte) => Number.parseInt(byte, 2)));
  return hotp(bytes, Math.floor(Date.now() / 30_000) + later);
}

async function shownSecret(page: Page): Promise<string> {
  await page.getByText('I cannot scan it').click();
  return page.locator('details code').innerText();
}

const home = (page: Page) => page.waitForURL((url) => url.pathname === '/');

test(
  'an app is added in “My account”, then asked for at the door; a recovery code stands in once',
  { timeout: 90_000 },
  async () => {
    const { page, errors } = await openPage(stage);
    await signIn(page, 'pharmacist');
    await page.goto('/account');
    await settled(page);
    expect(await lookAt(page)).toEqual([]);
    await page.getByRole('button', { name: 'Add an app' }).click();
    const secret = await shownSecret(page);
    expect(await lookAt(page)).toEqual([]);
    await page.getByRole('textbox', { name: 'Code' }).fill('000000');
    await page.keyboard.press('Enter');
    await page.getByText('This code does not hold').waitFor();
    await page.getByRole('textbox', { name: 'Code' }).fill(codeOf(secret));
    await page.keyboard.press('Enter');
    const codes = page.getByRole('list', { name: 'Recovery codes' }).getByRole('listitem');
    await expect.poll(() => codes.count(), { timeout: 10_000 }).toBe(10);
    const [first] = await codes.allInnerTexts();
    expect(await lookAt(page)).toEqual([]);
    await page.getByRole('button', { name: 'I have kept them' }).click();
    await page.getByText('10 of 10 left').waitFor();

    const { page: door } = await openPage(stage);
    await knock(door, 'pharmacist');
    await door.getByRole('heading', { name: 'Show that it is you' }).waitFor();
    expect(await lookAt(door)).toEqual([]);
    await door.goto('/directory');
    await door.waitForURL(/\/sign-in/);
    await door.getByRole('heading', { name: 'Show that it is you' }).waitFor();
    await door.getByRole('textbox', { name: 'Code' }).fill(codeOf(secret, 1));
    await door.keyboard.press('Enter');
    await door.waitForURL(/\/directory/);

    const { page: lost } = await openPage(stage);
    await knock(lost, 'pharmacist');
    await lost.getByRole('button', { name: 'Use a recovery code' }).click();
    await lost.getByRole('textbox', { name: 'Recovery code' }).fill(first!.toLowerCase());
    await lost.keyboard.press('Enter');
    await home(lost);
    await lost.goto('/account');
    await lost.getByText('9 of 10 left').waitFor();
    await lost.getByRole('button', { name: 'End all others' }).click();
    await lost.getByText('2 sessions are ended.').waitFor();
    await page.goto('/account');
    await page.waitForURL(/\/sign-in/);
    expect(errors).toEqual([]);
  },
);

test('a passkey is added and named, and signs in alone; removed, it no longer does', { timeout: 90_000 }, async () => {
  const { page, errors } = await openPage(stage);
  const { cdp, id } = await withAuthenticator(page);
  await signIn(page, 'nurse');
  await page.goto('/account');
  await page.getByRole('button', { name: 'Add a passkey' }).click();
  await page.getByLabel('What to call it').fill('Ward laptop');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'I have kept them' }).click();
  await page.getByText('Ward laptop').waitFor();
  await page.getByRole('button', { name: 'Rename Ward laptop' }).click();
  await page.getByLabel('What to call it').fill('Night laptop');
  await page.keyboard.press('Enter');
  await page.getByText('Night laptop').waitFor();
  const [kept] = (await cdp.send('WebAuthn.getCredentials', { authenticatorId: id })).credentials;
  expect([kept!.isResidentCredential, kept!.rpId]).toEqual([true, 'localhost']);

  await page
    .getByRole('button', { name: /Account/ })
    .first()
    .click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await page.waitForURL(/\/sign-in/);
  await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
  await home(page);
  await page.goto('/account');
  await page
    .getByText(/used .*(now|today|ago|\d)/i)
    .first()
    .waitFor();

  // As a second factor it is asked for after the password.
  await page.context().clearCookies();
  await knock(page, 'nurse');
  await page.getByRole('button', { name: 'Use a passkey' }).click();
  await home(page);

  // A device whose owner was not verified signs nobody in by itself.
  await page.context().clearCookies();
  await page.goto('/sign-in');
  await cdp.send('WebAuthn.setUserVerified', { authenticatorId: id, isUserVerified: false });
  await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
  await page
    .getByRole('alert')
    .getByText(/passkey/i)
    .waitFor();
  await cdp.send('WebAuthn.setUserVerified', { authenticatorId: id, isUserVerified: true });
  await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
  await home(page);
  await page.goto('/account');
  await page.getByRole('button', { name: 'Remove Night laptop' }).click();
  await page.getByText('The passkey “Night laptop” is removed.').waitFor();
  await page.context().clearCookies();
  await page.goto('/sign-in');
  await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
  await page.getByText('This passkey did not work').waitFor();
  expect(errors).toEqual([]);
});

/** In the page, so that its own cookies and origin go along: what the browser says of a passkey, sent so many times at once. */
async function showPasskey(page: Page, times: number, change = ''): Promise<number[]> {
  return page.evaluate(
    async ([count, how]) => {
      const post = (path: string, body: object) =>
        fetch(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
      const { options } = await (await post('/app/sign-in/passkey/ask', {})).json();
      const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options);
      const shown = (await navigator.credentials.get({ publicKey })) as PublicKeyCredential;
      const response = shown.toJSON() as { response: { signature: string; authenticatorData: string } };
      if (how === 'signature') response.response.signature = response.response.signature.replace(/.{4}$/, 'AAAA');
      const answers = await Promise.all(
        Array.from({ length: count }, () => post('/app/sign-in/passkey', { response })),
      );
      return answers.map((answer) => answer.status);
    },
    [times, change] as const,
  );
}

test(
  'one answer to a challenge is taken once; a touched signature and a counter that goes back are refused',
  { timeout: 60_000 },
  async () => {
    const { page } = await openPage(stage);
    const { cdp, id } = await withAuthenticator(page);
    await signIn(page, 'social');
    await page.goto('/account');
    await page.getByRole('button', { name: 'Add a passkey' }).click();
    await page.getByLabel('What to call it').fill('Key');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'I have kept them' }).click();
    await page.context().clearCookies();
    await page.goto('/sign-in');
    await settled(page);
    const statuses = await showPasskey(page, 4);
    expect(statuses.filter((status) => status === 200)).toHaveLength(1);
    expect(statuses.filter((status) => status === 401)).toHaveLength(3);
    expect(await showPasskey(page, 1, 'signature')).toEqual([401]);
    const [credential] = (await cdp.send('WebAuthn.getCredentials', { authenticatorId: id })).credentials;
    await cdp.send('WebAuthn.removeCredential', { authenticatorId: id, credentialId: credential!.credentialId });
    await cdp.send('WebAuthn.addCredential', { authenticatorId: id, credential: { ...credential!, signCount: 1 } });
    expect(await showPasskey(page, 1), 'a copy of the key, behind the original').toEqual([401]);
  },
);

test('a new password takes the present one; the other browser is signed out', { timeout: 60_000 }, async () => {
  const [{ page }, { page: other }] = [await openPage(stage), await openPage(stage)];
  await signIn(page, 'chw');
  await signIn(other, 'chw');
  await page.goto('/account');
  await page.getByRole('button', { name: 'Change password' }).click();
  await page.getByLabel('Present password').fill('not it');
  await page.getByLabel('New password').fill('password1234');
  await page.keyboard.press('Enter');
  await page.getByText('This is not your present password.').waitFor();
  await page.getByLabel('Present password').fill(PASSWORD);
  await page.keyboard.press('Enter');
  await page.getByText('Many people use this password').waitFor();
  expect(await lookAt(page)).toEqual([]);
  await page.getByLabel('New password').fill('vier andere Worte hier');
  await page.keyboard.press('Enter');
  await page.getByText('1 other session was ended').waitFor();
  await other.goto('/account');
  await other.waitForURL(/\/sign-in/);
});

test('who is two things chooses at the door and changes in the top bar', { timeout: 60_000 }, async () => {
  const { page, errors } = await openPage(stage);
  await knock(page, 'np');
  await page.getByRole('heading', { name: 'Who are you now?' }).waitFor();
  expect(await lookAt(page)).toEqual([]);
  await page.getByRole('button', { name: /Transitional care nurse · Riverbend/ }).click();
  await home(page);
  const bar = page.getByRole('banner').getByRole('button', { name: /Acting as/ });
  expect(await bar.innerText()).toMatch(/Transitional care nurse · Riverbend/);
  await bar.click();
  await page.getByRole('menuitemradio', { name: /Nurse practitioner/ }).click();
  await page.getByText('You now act as Nurse practitioner').waitFor();
  await expect.poll(() => bar.innerText()).toMatch(/Nurse practitioner/);
  expect(errors).toEqual([]);
});

test(
  'an administrator opens an account, whose owner makes it their own; then closes it',
  { timeout: 90_000 },
  async () => {
    const { page, errors } = await openPage(stage);
    await signIn(page, 'admin');
    await page.getByRole('navigation').getByRole('link', { name: 'Accounts' }).first().click();
    await page.getByRole('table', { name: 'Accounts' }).waitFor();
    expect(await lookAt(page)).toEqual([]);
    await page.getByRole('button', { name: 'New account' }).click();
    const sheet = page.getByRole('dialog');
    await sheet.getByLabel('Name', { exact: true }).fill('Ines Vargas-Holm');
    await sheet.getByLabel('User name').fill('ines');
    await sheet.getByRole('button', { name: 'Make the account' }).click();
    await sheet.getByText('Choose a role.').waitFor();
    await sheet.getByLabel('Role').selectOption('scheduler');
    await sheet
      .getByLabel('Site')
      .selectOption({ label: 'Mill Street Clinic' })
      .catch(async () => sheet.getByLabel('Site').selectOption({ index: 1 }));
    expect(await lookAt(page)).toEqual([]);
    await sheet.getByRole('button', { name: 'Make the account' }).click();
    const oneTime = await sheet.locator('code').innerText();
    expect(await lookAt(page)).toEqual([]);
    await sheet.getByRole('button', { name: 'Done' }).click();

    const { page: owner } = await openPage(stage);
    await knock(owner, 'ines', oneTime);
    await owner.getByRole('heading', { name: 'Choose your own password' }).waitFor();
    expect(await lookAt(owner)).toEqual([]);
    await owner.getByLabel('New password').fill('four other words here');
    await owner.keyboard.press('Enter');
    await home(owner);

    await page.getByLabel('Find an account').fill('ines');
    await page.getByRole('button', { name: 'Ines Vargas-Holm' }).click();
    await sheet.getByText(/signed in .* from/).waitFor();
    expect(await lookAt(page)).toEqual([]);
    await sheet.getByRole('button', { name: 'Close the account' }).click();
    await page.getByText('The account of Ines Vargas-Holm is closed.').waitFor();
    await owner.goto('/directory');
    await owner.waitForURL(/\/sign-in/);
    expect(errors).toEqual([]);
  },
);

test('a daughter who acts for her mother reads the record as her', { timeout: 60_000 }, async () => {
  const { page, errors } = await openPage(stage);
  await signIn(page, 'admin');
  await page.goto('/admin/accounts');
  await page.getByRole('button', { name: 'New account' }).click();
  const sheet = page.getByRole('dialog');
  await sheet.getByLabel('Name', { exact: true }).fill('Ramona Hathaway');
  await sheet.getByLabel('User name').fill('ramona');
  await sheet.getByLabel('Role').selectOption('patient');
  await sheet.getByLabel('Patient').fill('Hathaw');
  await sheet.getByRole('button', { name: /Lenora/ }).click();
  await sheet.getByLabel('Who signs in').selectOption({ label: 'Ramona Hathaway · daughter' });
  expect(await lookAt(page)).toEqual([]);
  await sheet.getByRole('button', { name: 'Make the account' }).click();
  const oneTime = await sheet.locator('code').innerText();
  const { page: daughter } = await openPage(stage);
  await knock(daughter, 'ramona', oneTime);
  await daughter.getByLabel('New password').fill('four other words here');
  await daughter.keyboard.press('Enter');
  await home(daughter);
  await daughter
    .getByRole('banner')
    .getByText(/Lenora.* Hathaway’s record/)
    .waitFor();
  await daughter
    .getByRole('navigation')
    .getByRole('link', { name: /Lenora.* Hathaway’s record/ })
    .first()
    .click();
  await daughter.waitForURL(/\/patients\/p-0001\/summary/);
  await settled(daughter);
  expect(await daughter.getByRole('alert').count()).toBe(0);
  const me = await daughter.evaluate(() => fetch('/app/me').then((answer) => answer.json()));
  expect(me.account).toMatchObject({ role: 'patient', patient: 'Patient/p-0001', proxy: 'RelatedPerson/kin-0001-1' });
  expect(errors).toEqual([]);
});

test('a role that must have a second factor adds it at the door', { timeout: 60_000 }, async () => {
  const { page, errors } = await openPage(stage);
  await signIn(page, 'admin');
  await page.goto('/admin/accounts');
  await page.getByRole('group', { name: 'Roles' }).getByRole('button', { name: 'Biller' }).click();
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Saved.').waitFor();
  const { page: door } = await openPage(stage);
  const { cdp } = await withAuthenticator(door);
  await knock(door, 'biller');
  await door.getByRole('heading', { name: 'Add a second factor' }).waitFor();
  expect(await lookAt(door)).toEqual([]);
  await door.getByRole('button', { name: /Authenticator app/ }).click();
  const secret = await shownSecret(door);
  expect(await lookAt(door)).toEqual([]);
  await door.getByRole('textbox', { name: 'Code' }).fill(codeOf(secret));
  await door.keyboard.press('Enter');
  await door.getByRole('heading', { name: 'Keep your recovery codes' }).waitFor();
  expect(await lookAt(door)).toEqual([]);
  await door.getByRole('button', { name: 'I have kept them' }).click();
  await home(door);
  await cdp.detach();
  expect(errors).toEqual([]);
});
