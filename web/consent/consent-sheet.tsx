import { Button } from '@mantine/core';
import { useState } from 'react';
import { ChecksField, ChoiceField, DateField, FieldError, SelectField, TextField } from '../components/field.tsx';
import type { PickablePerson } from '../components/person-picker.tsx';
import { Sheet } from '../components/sheet.tsx';
import { sayBirthDate } from '../lib/dates.ts';
import styles from './consent.module.css';
import { faultsIn, type Faults } from './faults.ts';
import { t } from './messages.ts';
import { PeopleField } from './people-field.tsx';
import { sayRole, sayTerms } from './say.ts';
import { CARE_ROLES } from '../../src/base/caller.ts';
import { BLANK, KINDS, LABELS, PURPOSES, type Kind, type Named, type Terms } from './terms.ts';

export type ConsentSheetProps = {
  opened: boolean;
  onClose: () => void;
  /** The name by which it is signed. */
  signer: string;
  /** Today, `2026-11-25`. */
  today: string;
  /** Terms to be changed; left out for new ones. */
  terms?: Terms | undefined;
  known: readonly PickablePerson[];
  /** The programmes of 42 CFR Part 2, and the other places that keep counselling notes. */
  programmes: readonly Named[];
  places: readonly Named[];
  /** What the server would not accept. */
  refused?: Faults;
  busy?: boolean;
  onSign: (terms: Terms) => void;
};

type Fields = { terms: Terms; change: (part: Partial<Terms>) => void; faults: Faults };

/** Saying who may look: whom, at what, what for, how long; what it means in one sentence; and a name typed to sign it. */
export function ConsentSheet(props: ConsentSheetProps) {
  const { opened, onClose, signer, today, refused = {}, busy = false, onSign } = props;
  const [terms, setTerms] = useState<Terms>(() => ({ ...(props.terms ?? BLANK), signature: '' }));
  const [faults, setFaults] = useState<Faults>({});
  const fields: Fields = {
    terms,
    faults: { ...refused, ...faults },
    change: (part) => setTerms({ ...terms, ...part }),
  };
  const sign = () => {
    const found = faultsIn(terms, signer);
    setFaults(found);
    if (Object.keys(found).length === 0) onSign(terms);
  };
  return (
    <Sheet
      opened={opened}
      onClose={onClose}
      width="wide"
      title={t(props.terms ? 'sheet.change' : 'sheet.title')}
      footer={
        <>
          <Button onClick={sign} disabled={busy}>
            {t('sheet.sign')}
          </Button>
          <Button variant="default" onClick={onClose}>
            {t('sheet.leave')}
          </Button>
        </>
      }
    >
      <div className={styles['parts']}>
        {props.terms ? null : <ActField {...fields} programmes={props.programmes} />}
        {terms.act === 'limit' ? (
          <LimitFields {...fields} known={props.known} />
        ) : (
          <ShareFields {...fields} known={props.known} programmes={props.programmes} places={props.places} />
        )}
        <PeriodFields {...fields} />
        {terms.act === 'limit' ? null : <Rights />}
        <p className={styles['effect']} aria-live="polite">
          <span className="tl-strong">{t('sheet.effect')}: </span>
          {sayTerms(terms, 'own')}
        </p>
        <TextField
          label={t('sheet.signature')}
          help={t('sheet.signature.help', { name: signer, date: sayBirthDate(today) })}
          error={fields.faults.signature}
          autoComplete="off"
          value={terms.signature}
          onChange={(signature) => fields.change({ signature })}
        />
        {fields.faults.other ? <FieldError text={fields.faults.other} /> : null}
      </div>
    </Sheet>
  );
}

const ACTS = ['limit', 'share', 'notes'] as const;

function ActField({ terms, change, programmes }: Fields & { programmes: readonly Named[] }) {
  const begin = (act: Terms['act']) => {
    const [only] = programmes;
    const discloser = programmes.length === 1 && only ? only : null;
    const share = { who: 'named' as const, purposes: ['TREAT'], discloser };
    change({ ...BLANK, act, ...(act === 'limit' ? {} : share), signature: terms.signature });
  };
  return (
    <ChoiceField
      label={t('sheet.act')}
      value={terms.act}
      onChange={(act) => begin(act as Terms['act'])}
      choices={ACTS.map((act) => ({ value: act, label: t(`sheet.act.${act}`) }))}
    />
  );
}

const WHO = ['all', 'named', 'roles', 'nobody'] as const;

function WhoField({
  terms,
  change,
  acts,
  label,
  help,
}: Fields & { acts: readonly (typeof WHO)[number][]; label: string; help?: string }) {
  return (
    <ChoiceField
      label={label}
      {...(help ? { help } : {})}
      value={terms.who}
      onChange={(who) =>
        change({
          who: who as Terms['who'],
          people: [],
          roles: [],
          purposes: terms.act === 'limit' ? [] : terms.purposes,
        })
      }
      choices={acts.map((who) => ({ value: who, label: t(`sheet.who.${who}`) }))}
    />
  );
}

function NamesField({ terms, change, faults, known }: Fields & { known: readonly PickablePerson[] }) {
  if (terms.who === 'nobody' || (terms.who === 'all' && terms.act !== 'limit')) return null;
  if (terms.who === 'roles') {
    return (
      <ChecksField
        label={t('sheet.roles')}
        error={faults.roles ?? faults.people}
        value={terms.roles}
        onChange={(roles) => change({ roles })}
        choices={CARE_ROLES.map((role) => ({ value: role, label: sayRole(role) }))}
      />
    );
  }
  return (
    <PeopleField
      label={t(terms.who === 'all' ? 'sheet.exceptions' : 'sheet.who.named')}
      error={faults.people}
      value={terms.people}
      known={known}
      onChange={(people) => change({ people })}
    />
  );
}

function LimitFields({ known, ...fields }: Fields & { known: readonly PickablePerson[] }) {
  const { terms } = fields;
  const isStatement = terms.who === 'all' && terms.people.length === 0;
  return (
    <>
      <WhoField {...fields} acts={WHO} label={t('sheet.who')} />
      <NamesField {...fields} known={known} />
      {isStatement ? null : (
        <WhatFields {...fields} label={t(terms.who === 'all' ? 'sheet.what.keep' : 'sheet.what')} />
      )}
      {terms.who === 'named' || terms.who === 'roles' ? (
        <PurposesField {...fields} help={t('sheet.purposes.help')} />
      ) : null}
      <p className="tl-muted">{t('sheet.notesApart')}</p>
    </>
  );
}

function WhatFields({ terms, change, faults, label }: Fields & { label: string }) {
  return (
    <>
      <ChoiceField
        label={label}
        value={terms.everything ? 'all' : 'some'}
        onChange={(what) => change({ everything: what === 'all', labels: [], kinds: [] })}
        choices={[
          { value: 'all', label: t('sheet.what.all') },
          { value: 'some', label: t('sheet.what.some') },
        ]}
      />
      {terms.everything ? null : (
        <>
          {terms.act === 'limit' ? (
            <ChecksField
              label={t('sheet.labels')}
              error={faults.what}
              value={terms.labels}
              onChange={(labels) => change({ labels })}
              choices={LABELS.map((label_) => ({ value: label_, label: t(`label.${label_}`) }))}
            />
          ) : null}
          <ChecksField
            label={t('sheet.kinds')}
            error={terms.act === 'limit' ? undefined : faults.what}
            value={terms.kinds}
            onChange={(kinds) => change({ kinds: kinds as Kind[] })}
            choices={(Object.keys(KINDS) as Kind[]).map((kind) => ({ value: kind, label: t(`kind.${kind}`) }))}
          />
        </>
      )}
    </>
  );
}

function PurposesField({ terms, change, faults, help }: Fields & { help: string }) {
  return (
    <ChecksField
      label={t('sheet.purposes')}
      help={help}
      error={faults.purposes}
      value={terms.purposes}
      onChange={(purposes) => change({ purposes })}
      choices={PURPOSES.map((purpose) => ({ value: purpose, label: t(`purpose.${purpose}`) }))}
    />
  );
}

/** The fields of 42 CFR 2.31(a), each with what the law asks. */
function ShareFields({
  programmes,
  places,
  known,
  ...fields
}: Fields & Pick<ConsentSheetProps, 'programmes' | 'places' | 'known'>) {
  const { terms, change, faults } = fields;
  const disclosers = terms.act === 'notes' ? [...programmes, ...places] : programmes;
  if (disclosers.length === 0) return <p>{t('sheet.discloser.none')}</p>;
  return (
    <>
      <SelectField
        label={t('sheet.discloser')}
        help={t('sheet.discloser.help')}
        error={faults.discloser}
        value={terms.discloser?.reference ?? ''}
        onChange={(reference) => change({ discloser: disclosers.find((one) => one.reference === reference) ?? null })}
        choices={[
          { value: '', label: '' },
          ...disclosers.map(({ reference, name }) => ({ value: reference, label: name })),
        ]}
      />
      <WhoField {...fields} acts={['named', 'roles', 'all']} label={t('sheet.whom')} help={t('sheet.whom.help')} />
      <NamesField {...fields} known={known} />
      {terms.act === 'share' ? <WhatFields {...fields} label={t('sheet.what.share')} /> : null}
      <PurposesField {...fields} help={t('sheet.purposes.share')} />
    </>
  );
}

function PeriodFields({ terms, change, faults }: Fields) {
  const isShare = terms.act !== 'limit';
  return (
    <div className={styles['dates']}>
      <DateField
        label={t('sheet.from')}
        help={t('sheet.from.help')}
        optional
        value={terms.from}
        onChange={(from) => change({ from })}
      />
      <DateField
        label={t('sheet.until')}
        help={t(isShare ? 'sheet.until.share' : 'sheet.until.help')}
        optional={!isShare}
        error={faults.until}
        value={terms.until}
        onChange={(until) => change({ until })}
      />
    </div>
  );
}

function Rights() {
  return (
    <section aria-labelledby="consent-rights">
      <h3 id="consent-rights">{t('sheet.rights')}</h3>
      <ul className={styles['rights']}>
        <li>{t('sheet.rights.revoke')}</li>
        <li>{t('sheet.rights.care')}</li>
        <li>{t('sheet.rights.onward')}</li>
        <li>{t('sheet.rights.list')}</li>
      </ul>
    </section>
  );
}
