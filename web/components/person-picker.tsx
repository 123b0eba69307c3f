import { markWords } from '../lib/match.ts';
import { t } from '../messages/index.ts';
import { Marked } from './marked.tsx';
import { PersonFace } from './person-face.tsx';
import { Picker, type Choice, type ChoiceGroup, type PickerProps } from './picker.tsx';
import styles from './person-picker.module.css';

export type PickablePerson = { reference: string; name: string; role?: string; site?: string };

export type PersonPickerProps = Pick<
  PickerProps<PickablePerson>,
  'label' | 'help' | 'error' | 'optional' | 'disabled'
> & {
  value: PickablePerson | null;
  onChange: (value: PickablePerson | null) => void;
  /** The people on this patient's team, shown first. */
  team?: readonly PickablePerson[];
  people: readonly PickablePerson[];
};

const MOST_SHOWN = 12;

function choiceOf(person: PickablePerson, query: string): Choice<PickablePerson> {
  return {
    key: person.reference,
    text: person.name,
    value: person,
    line: (
      <span className={styles['person']}>
        <PersonFace name={person.name} size={24} />
        <span>
          <Marked text={person.name} query={query} />
          <span className={styles['where']}>{[person.role, person.site].filter(Boolean).join(' · ')}</span>
        </span>
      </span>
    ),
  };
}

/** Somebody by name, role or site: the team first, then everyone. */
export function PersonPicker({ value, onChange, team = [], people, ...field }: PersonPickerProps) {
  const onTeam = new Set(team.map((person) => person.reference));
  const others = people.filter((person) => !onTeam.has(person.reference));
  const answering = (list: readonly PickablePerson[], text: string) => {
    const words = text.split(/\s+/).filter(Boolean).length;
    return list
      .filter(({ name, role = '', site = '' }) => {
        const hits = markWords(`${name} ${role} ${site}`, text).filter((part) => part.matched).length;
        return hits >= words;
      })
      .slice(0, MOST_SHOWN)
      .map((person) => choiceOf(person, text));
  };
  const find = (text: string): ChoiceGroup<PickablePerson>[] => [
    ...(team.length > 0 ? [{ label: t('picker.team'), choices: answering(team, text) }] : []),
    { ...(team.length > 0 ? { label: t('picker.everyone') } : {}), choices: answering(others, text) },
  ];
  return (
    <Picker
      {...field}
      chosen={value?.name ?? ''}
      find={find}
      onPick={onChange}
      nothing={(text) => t('picker.nobody', { text })}
    />
  );
}
