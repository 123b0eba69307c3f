import { Button } from '@mantine/core';
import { useState } from 'react';
import { isApiError } from '../../api/client.ts';
import { openGlass, type GlassState } from '../../api/glass.ts';
import { FieldError, NumberField, TextAreaField } from '../../components/field.tsx';
import { Sheet } from '../../components/sheet.tsx';
import styles from './emergency.module.css';
import { t } from './messages.ts';

export type EmergencySheetProps = {
  patientId: string;
  rules: GlassState['rules'];
  onClose: () => void;
  onOpened: () => void;
};

type Faults = { reason?: string; minutes?: string; other?: string };

/** Why, for how long, and what happens: before a record is opened in an emergency. */
export function EmergencySheet({ patientId, rules, onClose, onOpened }: EmergencySheetProps) {
  const [reason, setReason] = useState('');
  const [minutes, setMinutes] = useState<number | ''>(rules.usualMinutes);
  const [faults, setFaults] = useState<Faults>({});
  const [busy, setBusy] = useState(false);
  const open = async () => {
    setBusy(true);
    try {
      await openGlass(patientId, { reason, minutes: Number(minutes) });
      onOpened();
    } catch (error) {
      setFaults(faultsOf(error, rules.mostMinutes));
      setBusy(false);
    }
  };
  return (
    <Sheet
      opened
      onClose={onClose}
      title={t('emergency.sheet')}
      footer={
        <>
          <Button color="act" disabled={busy} onClick={() => void open()}>
            {t('emergency.act')}
          </Button>
          <Button variant="default" onClick={onClose}>
            {t('emergency.leave')}
          </Button>
        </>
      }
    >
      <div className={styles['parts']}>
        <section aria-labelledby="emergency-what">
          <h3 id="emergency-what">{t('emergency.what')}</h3>
          <ul className={styles['list']}>
            <li>{t('emergency.what.opens')}</li>
            <li>{t('emergency.what.told')}</li>
            <li>{t('emergency.what.watched')}</li>
            <li>{t('emergency.what.only')}</li>
          </ul>
        </section>
        <TextAreaField
          label={t('emergency.reason')}
          help={t('emergency.reasonHelp')}
          error={faults.reason}
          value={reason}
          onChange={setReason}
        />
        <NumberField
          label={t('emergency.minutes')}
          help={t('emergency.minutesHelp', { most: rules.mostMinutes })}
          unit="min"
          error={faults.minutes}
          value={minutes}
          onChange={setMinutes}
        />
        {faults.other ? <FieldError text={faults.other} /> : null}
      </div>
    </Sheet>
  );
}

function faultsOf(error: unknown, most: number): Faults {
  if (!isApiError(error) || error.kind !== 'invalid') return { other: t('emergency.failed') };
  if (error.field === 'minutes') return { minutes: t('emergency.minutesWrong', { most }) };
  return { reason: t('emergency.reasonShort') };
}
