import { useEffect, useId, useRef, useState, type ReactNode } from 'react';
import { TextField } from './field.tsx';
import { ListBox, Option, OptionGroup } from './list-box.tsx';
import { useListKeys, type ListKeys } from './list-keys.ts';
import styles from './picker.module.css';

export type Choice<T> = { key: string; text: string; line: ReactNode; value: T };
export type ChoiceGroup<T> = { label?: string; choices: readonly Choice<T>[] };

export type PickerProps<T> = {
  label: string;
  help?: string;
  error?: string | undefined;
  optional?: boolean;
  disabled?: boolean;
  autoFocus?: boolean;
  /** What is chosen, as the field shows it; '' for nothing. */
  chosen: string;
  /** What answers the text; of '' what is near at hand. */
  find: (text: string) => readonly ChoiceGroup<T>[];
  onPick: (value: T | null) => void;
  /** What to say where nothing answers. */
  nothing: (text: string) => string;
};

/** A field in which one types to choose: the arrows move, Enter takes, Escape gives up; emptied, nothing is chosen. */
export function Picker<T>({ chosen, find, onPick, nothing, ...field }: PickerProps<T>) {
  const id = useId();
  const [text, setText] = useState<string | null>(null);
  const groups = text === null ? [] : find(text.trim()).filter((group) => group.choices.length > 0);
  const choices = groups.flatMap((group) => group.choices);
  const take = (place: number) => {
    const choice = choices[place];
    if (!choice) return;
    setText(null);
    onPick(choice.value);
  };
  const keys = useListKeys(choices.length, text ?? '', take);
  const list = useRef<HTMLDivElement>(null);
  const isOpen = text !== null;
  // At the end of a sheet the list would open out of sight.
  useEffect(() => {
    if (isOpen) list.current?.scrollIntoView({ block: 'nearest' });
  }, [isOpen]);
  const leave = () => {
    if (text === '') onPick(null);
    setText(null);
  };
  return (
    <div className={styles['picker']}>
      <TextField
        {...field}
        value={text ?? chosen}
        onChange={setText}
        onBlur={leave}
        autoComplete="off"
        combobox={{
          isOpen,
          list: `${id}-list`,
          active: choices[keys.active] ? `${id}-${choices[keys.active]!.key}` : undefined,
          onOpen: () => setText((current) => current ?? ''),
          onKeyDown: (event) => {
            if (event.key === 'Escape' && text !== null) {
              event.stopPropagation();
              setText(null);
            } else if (event.key === 'ArrowDown' && text === null) setText('');
            else if (text !== null) keys.onKeyDown(event);
          },
        }}
      />
      {text === null ? null : (
        // Pressing must not take the focus away before the choice is made.
        <div ref={list} className={styles['list']} role="presentation" onMouseDown={(event) => event.preventDefault()}>
          <ListBox id={`${id}-list`} label={field.label} active={keys.active}>
            {groups.map((group) => (
              <Group
                key={group.label ?? 'all'}
                id={id}
                group={group}
                from={choices.indexOf(group.choices[0]!)}
                keys={keys}
                onTake={take}
              />
            ))}
          </ListBox>
          {choices.length === 0 ? <p className={styles['note']}>{nothing(text)}</p> : null}
        </div>
      )}
    </div>
  );
}

type GroupProps<T> = {
  id: string;
  group: ChoiceGroup<T>;
  /** The place of its first choice among all. */
  from: number;
  keys: ListKeys;
  onTake: (place: number) => void;
};

function Group<T>({ id, group, from, keys, onTake }: GroupProps<T>) {
  const options = group.choices.map((choice, place) => (
    <Option
      key={choice.key}
      id={`${id}-${choice.key}`}
      active={from + place === keys.active}
      className={styles['option']}
      onPoint={() => keys.setActive(from + place)}
      onPick={() => onTake(from + place)}
    >
      <span className={styles['line']}>{choice.line}</span>
    </Option>
  ));
  return group.label ? <OptionGroup label={group.label}>{options}</OptionGroup> : options;
}
