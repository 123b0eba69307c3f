/** An authenticator app being added: its picture, its secret as text, and the code that shows that it works. */
import { Button } from '@mantine/core';
import encodeQR from 'qr';
import { useState } from 'react';
import type { ProposedTotp } from '../api/accounts.ts';
import { Form, TextField } from '../components/field.tsx';
import styles from './account.module.css';
import { t } from './messages.ts';
import type { Act } from './use-act.ts';
import { useFocus } from './use-focus.ts';

/** One cell of the picture is one unit; its quiet zone is white, also where the page is dark. */
function QrCode({ text }: { text: string }) {
  const cells = encodeQR(text, 'raw', { border: 3 });
  const path = cells.flatMap((row, y) => row.flatMap((dark, x) => (dark ? [`M${x} ${y}h1v1h-1z`] : []))).join('');
  return (
    <svg
      className={styles['qr']}
      viewBox={`0 0 ${cells.length} ${cells.length}`}
      role="img"
      aria-label={t('totp.picture')}
      shapeRendering="crispEdges"
    >
      <path d={path} />
    </svg>
  );
}

/** See above. `onCode` is told the code. */
export function NewTotp({
  proposed,
  act,
  onCode,
}: {
  proposed: ProposedTotp;
  act: Act;
  onCode: (code: string) => void;
}) {
  const [code, setCode] = useState('');
  return (
    <div className={styles['stack']}>
      <p>{t('totp.scan')}</p>
      <QrCode text={proposed.uri} />
      <details className={styles['details']}>
        <summary>{t('totp.cannotScan')}</summary>
        <p className="tl-muted">{t('totp.secret')}</p>
        <code className={styles['secret']}>{proposed.secret.match(/.{1,4}/g)?.join(' ')}</code>
      </details>
      <CodeForm label={t('field.code')} code={code} onChange={setCode} act={act} onCode={onCode} />
    </div>
  );
}

/** A code of an authenticator app, or, of letters and digits, for its recovery. */
export function CodeForm({
  label,
  code,
  onChange,
  act,
  onCode,
  words = false,
}: {
  label: string;
  code: string;
  onChange: (code: string) => void;
  act: Act;
  onCode: (code: string) => void;
  words?: boolean;
}) {
  useFocus('code');
  return (
    <Form
      label={label}
      onSubmit={() => (code.trim() ? onCode(code) : act.refuse(t('need.code')))}
      acts={
        <Button type="submit" aria-disabled={act.busy}>
          {act.busy ? t('step.busy') : t('step.continue')}
        </Button>
      }
    >
      <TextField
        name="code"
        label={label}
        {...(words ? {} : { help: t('field.codeHelp') })}
        value={code}
        onChange={onChange}
        error={act.error}
        inputMode={words ? 'text' : 'numeric'}
        autoComplete={words ? 'off' : 'one-time-code'}
      />
    </Form>
  );
}
