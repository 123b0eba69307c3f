import { Button } from '@mantine/core';
import { useState } from 'react';
import { sayBirthDate } from '../lib/dates.ts';
import { t } from '../messages/index.ts';
import { DateField, SwitchField } from './field.tsx';
import { Sheet } from './sheet.tsx';
import styles from './consent-sheet.module.css';

/** A kind of information that may be shared or kept back, in the patient's words. */
export type ConsentPart = { key: string; label: string; help?: string };

export type ConsentTerms = {
  /** The keys of what is shared. */
  shared: readonly string[];
  /** The last day, `2027-03-31`; '' for until it is taken back. */
  until: string;
};

export type ConsentSheetProps = {
  opened: boolean;
  onClose: () => void;
  /** Whose record it is, who would see it, and what for. */
  patient: string;
  recipient: string;
  purpose: string;
  parts: readonly ConsentPart[];
  terms: ConsentTerms;
  onGive: (terms: ConsentTerms) => void;
};

/** What the terms mean, as one sentence that the person agrees to. */
export function sayEffect(props: Pick<ConsentSheetProps, 'recipient' | 'parts'>, terms: ConsentTerms): string {
  const labels = (isShared: boolean) =>
    props.parts.filter((part) => terms.shared.includes(part.key) === isShared).map((part) => part.label.toLowerCase());
  const [seen, kept] = [labels(true), labels(false)];
  if (seen.length === 0) return t('consent.nothing', { recipient: props.recipient });
  const until =
    terms.until === '' ? t('consent.untilRevoked') : t('consent.until', { date: sayBirthDate(terms.until) });
  const sees = t('consent.sees', { recipient: props.recipient, seen: seen.join(', '), until });
  return kept.length === 0 ? sees : `${sees} ${t('consent.kept', { kept: kept.join(', ') })}`;
}

/** Giving leave to share: what, with whom, what for, until when; the effect in one sentence before it is given. */
export function ConsentSheet(props: ConsentSheetProps) {
  const { opened, onClose, patient, recipient, purpose, parts, onGive } = props;
  const [terms, setTerms] = useState<ConsentTerms>(props.terms);
  const share = (key: string, isShared: boolean) =>
    setTerms({ ...terms, shared: isShared ? [...terms.shared, key] : terms.shared.filter((one) => one !== key) });
  return (
    <Sheet
      opened={opened}
      onClose={onClose}
      title={t('consent.title', { recipient })}
      footer={
        <>
          <Button onClick={() => onGive(terms)}>{t('consent.give')}</Button>
          <Button variant="default" onClick={onClose}>
            {t('consent.leave')}
          </Button>
        </>
      }
    >
      <div className={styles['parts']}>
        <p>{t('consent.lead', { patient, recipient, purpose })}</p>
        {parts.map((part) => (
          <SwitchField
            key={part.key}
            label={part.label}
            {...(part.help ? { help: part.help } : {})}
            checked={terms.shared.includes(part.key)}
            onChange={(isShared) => share(part.key, isShared)}
          />
        ))}
        <DateField
          label={t('consent.untilLabel')}
          help={t('consent.untilHelp')}
          optional
          value={terms.until}
          onChange={(until) => setTerms({ ...terms, until })}
        />
        <p className={styles['effect']} aria-live="polite">
          {sayEffect({ recipient, parts }, terms)}
        </p>
      </div>
    </Sheet>
  );
}
