/** The fields of one order, with what is known filled in. */
import { ChoiceField, DateField, NumberField, SelectField, TextAreaField, TextField } from '../components/field.tsx';
import { dayHere } from '../lib/dates.ts';
import type { Item } from './model.ts';
import { performersOf, type Known, type Line, type Missing } from './basket.ts';
import { t } from './messages.ts';
import styles from './orders.module.css';

export type LineFieldsProps = {
  line: Line;
  item: Item;
  known: Known;
  /** What is missing, as far as it is to be said yet. */
  missing: readonly Missing[];
  onChange: (part: Partial<Line>) => void;
};

const PRIORITIES = ['routine', 'urgent', 'asap', 'stat'] as const;
const SIDES = ['left', 'right', 'both'] as const;

/** See above. */
export function LineFields({ line, item, known, missing, onChange }: LineFieldsProps) {
  const needs = item.needs ?? [];
  const said = (field: Missing) => (missing.includes(field) ? t(`missing.${field}`) : undefined);
  return (
    <div className={styles['fields']}>
      {needs.includes('side') ? (
        <ChoiceField
          label={t('side')}
          value={line.side}
          error={said('side')}
          onChange={(side) => onChange({ side: side as Line['side'] })}
          choices={SIDES.map((value) => ({ value, label: t(`side.${value}`) }))}
        />
      ) : null}
      {needs.includes('specimen') ? (
        <TextField
          label={t('specimen')}
          value={line.specimen}
          error={said('specimen')}
          onChange={(specimen) => onChange({ specimen })}
        />
      ) : null}
      <SelectField
        label={t('problem')}
        value={line.problem}
        onChange={(problem) => onChange({ problem })}
        choices={[
          { value: '', label: t('problem.none') },
          ...known.indications.map(({ ref, name }) => ({ value: ref, label: name })),
        ]}
      />
      <TextField
        label={t('reason')}
        optional={!needs.includes('reason') || line.problem !== ''}
        value={line.reason}
        error={said('reason')}
        onChange={(reason) => onChange({ reason })}
      />
      <Where line={line} item={item} known={known} error={said('performer')} onChange={onChange} />
      <SelectField
        label={t('priority')}
        value={line.priority}
        onChange={(priority) => onChange({ priority: priority as Line['priority'] })}
        choices={PRIORITIES.map((value) => ({ value, label: t(`priority.${value}`) }))}
      />
      <When line={line} missing={missing} onChange={onChange} />
      <TextAreaField
        label={t('instruction')}
        optional
        rows={2}
        value={line.instruction}
        onChange={(instruction) => onChange({ instruction })}
      />
      <TextField label={t('note')} optional value={line.note} onChange={(note) => onChange({ note })} />
    </div>
  );
}

type WhereProps = Pick<LineFieldsProps, 'line' | 'item' | 'known' | 'onChange'> & { error: string | undefined };

function Where({ line, item, known, error, onChange }: WhereProps) {
  return (
    <SelectField
      label={t('performer')}
      value={line.performer}
      error={error}
      onChange={(performer) => onChange({ performer })}
      choices={[
        { value: '', label: t('performer.none') },
        ...performersOf(item, known.performers).map(({ organization, name, distanceKm }) => ({
          value: organization,
          label: distanceKm ? t('performer.far', { name, km: distanceKm }) : name,
        })),
      ]}
    />
  );
}

function When({ line, missing, onChange }: Pick<LineFieldsProps, 'line' | 'missing' | 'onChange'>) {
  const today = dayHere();
  const said = (field: Missing) => (missing.includes(field) ? t(`missing.${field}`) : undefined);
  return (
    <>
      <SelectField
        label={t('when')}
        value={line.when}
        onChange={(when) => onChange({ when: when as Line['when'] })}
        choices={(['now', 'day', 'again'] as const).map((value) => ({ value, label: t(`when.${value}`) }))}
      />
      {line.when === 'now' ? null : (
        <DateField
          label={line.when === 'day' ? t('on') : t('from')}
          optional={line.when === 'again'}
          min={today}
          value={line.on}
          error={said('on')}
          onChange={(on) => onChange({ on })}
        />
      )}
      {line.when === 'again' ? (
        <>
          <NumberField
            label={t('every')}
            min={1}
            max={366}
            value={line.count}
            onChange={(count) => onChange({ count: count === '' ? 1 : count })}
          />
          <SelectField
            label={t('unit')}
            value={line.unit}
            onChange={(unit) => onChange({ unit: unit as Line['unit'] })}
            choices={(['d', 'wk', 'mo'] as const).map((value) => ({ value, label: t(`unit.${value}`) }))}
          />
          <DateField
            label={t('until')}
            min={today}
            value={line.until}
            error={said('until')}
            onChange={(until) => onChange({ until })}
          />
        </>
      ) : null}
    </>
  );
}
