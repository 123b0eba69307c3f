/** A section of the rules as a form; saving it writes the Library that it comes from, or one of its own. */
import { Button } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { isApiError, request } from '../api/client.ts';
import { save } from '../api/queries.ts';
import { ChecksField, FieldError, NumberField, SelectField } from '../components/field.tsx';
import { Sheet } from '../components/sheet.tsx';
import { showToast } from '../components/undo-toast.tsx';
import { CARE_ROLES } from '../../src/base/caller.ts';
import { type Named } from '../consent/terms.ts';
import { PeopleField } from '../consent/people-field.tsx';
import { programmesQuery } from '../consent/queries.ts';
import { useKnown } from '../consent/use-consents.ts';
import { nameIn, t } from './messages.ts';
import styles from './oversight.module.css';
import { rulesQuery } from './queries.ts';
import { libraryWith, type Editable, type Policy, type Programme, type Rules } from './rules.ts';

export type EditPolicyProps = {
  section: Editable;
  rules: Rules;
  source: Policy | undefined;
  onClose: () => void;
};

type Draft = Pick<Rules, Editable>;
type Fields = { draft: Draft; change: (part: Partial<Draft>) => void };

/** See above. */
export function EditPolicy({ section, rules, source, onClose }: EditPolicyProps) {
  const client = useQueryClient();
  const [draft, setDraft] = useState<Draft>(rules);
  const [fault, setFault] = useState<string>();
  const fields: Fields = { draft, change: (part) => setDraft({ ...draft, ...part }) };
  const put = async () => {
    const wrong = faultIn(draft, section);
    setFault(wrong);
    if (wrong) return;
    try {
      const before = source ? await request<fhir4.Library>(`/fhir/Library/${source.id}`) : null;
      if (before && before.meta?.versionId !== source?.version) return setFault(t('policies.conflict'));
      await save(libraryWith(before, section, draft[section], t(`${section}.title`)));
      await client.invalidateQueries({ queryKey: rulesQuery.queryKey });
      void client.invalidateQueries({ queryKey: programmesQuery.queryKey });
      showToast(t('policies.saved'));
      onClose();
    } catch (error) {
      const { kind, detail } = isApiError(error) ? error : { kind: 'server', detail: undefined };
      const other = kind === 'conflict' ? t('policies.conflict') : t('policies.failed');
      setFault(kind === 'invalid' && detail ? detail : other);
    }
  };
  return (
    <Sheet
      opened
      onClose={onClose}
      title={t(`${section}.title`)}
      footer={
        <>
          <Button onClick={() => void put()}>{t('policies.save')}</Button>
          <Button variant="default" onClick={onClose}>
            {t('policies.leave')}
          </Button>
        </>
      }
    >
      <div className={styles['parts']}>
        {section === 'programmes' ? <ProgrammeFields {...fields} /> : null}
        {section === 'care' ? <CareFields {...fields} /> : null}
        {section === 'breakGlass' ? <GlassFields {...fields} /> : null}
        {fault ? <FieldError text={fault} /> : null}
      </div>
    </Sheet>
  );
}

function faultIn({ programmes, breakGlass }: Draft, section: Editable): string | undefined {
  if (section === 'programmes' && programmes.some((one) => !one.organization)) return t('programmes.missing');
  const { usualMinutes, mostMinutes } = breakGlass;
  if (section === 'breakGlass' && !(usualMinutes >= 1 && usualMinutes <= mostMinutes)) return t('breakGlass.wrong');
  return undefined;
}

const NO_PROGRAMME: Programme = { organization: '', controlledBy: [], serviceOrganizations: [] };

function ProgrammeFields({ draft, change }: Fields) {
  const { sites } = useKnown();
  const { programmes } = draft;
  const replace = (place: number, one: Programme | null) =>
    change({ programmes: one ? programmes.with(place, one) : programmes.toSpliced(place, 1) });
  return (
    <>
      {programmes.map((programme, place) => (
        <ProgrammeField
          key={programme.organization || 'new'}
          programme={programme}
          sites={sites}
          taken={programmes.map((one) => one.organization)}
          onChange={(one) => replace(place, one)}
        />
      ))}
      <Button
        variant="default"
        disabled={programmes.some((one) => !one.organization)}
        onClick={() => change({ programmes: [...programmes, NO_PROGRAMME] })}
      >
        {t('programmes.add')}
      </Button>
    </>
  );
}

type ProgrammeFieldProps = {
  programme: Programme;
  sites: Named[];
  taken: string[];
  onChange: (one: Programme | null) => void;
};

function ProgrammeField({ programme, sites, taken, onChange }: ProgrammeFieldProps) {
  const free = sites.filter(({ reference }) => reference === programme.organization || !taken.includes(reference));
  const nameOf = (reference: string) => sites.find((one) => one.reference === reference)?.name ?? reference;
  const namesOf = (references: readonly string[]) => references.map((one) => ({ reference: one, name: nameOf(one) }));
  return (
    <div className={styles['programme']}>
      <SelectField
        label={t('programmes.organization')}
        value={programme.organization}
        onChange={(organization) => onChange({ ...programme, organization })}
        choices={[{ value: '', label: '' }, ...free.map(({ reference, name }) => ({ value: reference, label: name }))]}
      />
      {(['controlledBy', 'serviceOrganizations'] as const).map((part) => (
        <PeopleField
          key={part}
          label={t(`programmes.${part}`)}
          value={namesOf(programme[part])}
          known={sites}
          onChange={(chosen) => onChange({ ...programme, [part]: chosen.map((one) => one.reference) })}
        />
      ))}
      <Button size="xs" variant="default" onClick={() => onChange(null)}>
        {t('programmes.remove', { name: programme.organization ? nameOf(programme.organization) : '' })}
      </Button>
    </div>
  );
}

const roleChoices = () => CARE_ROLES.map((role) => ({ value: role, label: nameIn('role', role) }));

function CareFields({ draft, change }: Fields) {
  const { care } = draft;
  return (
    <ChecksField
      label={t('care.roles')}
      value={care.required.flatMap(({ roles }) => roles)}
      onChange={(roles) => change({ care: { ...care, required: roles.length > 0 ? [{ roles }] : [] } })}
      choices={roleChoices()}
    />
  );
}

function GlassFields({ draft, change }: Fields) {
  const { breakGlass } = draft;
  const set = (part: Partial<Rules['breakGlass']>) => change({ breakGlass: { ...breakGlass, ...part } });
  return (
    <>
      <ChecksField
        label={t('breakGlass.who')}
        value={breakGlass.roles}
        onChange={(roles) => set({ roles })}
        choices={roleChoices()}
      />
      <NumberField
        label={t('breakGlass.usual')}
        unit="min"
        value={breakGlass.usualMinutes}
        onChange={(minutes) => set({ usualMinutes: Number(minutes) })}
      />
      <NumberField
        label={t('breakGlass.most')}
        unit="min"
        value={breakGlass.mostMinutes}
        onChange={(minutes) => set({ mostMinutes: Number(minutes) })}
      />
    </>
  );
}
