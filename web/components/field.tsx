/** The family of form fields: a label above, help and errors in plain words at the field, one look for all. */
import { Checkbox, NativeSelect, NumberInput, PasswordInput, Radio, Switch, Textarea, TextInput } from '@mantine/core';
import { IconAlertCircleFilled } from '@tabler/icons-react';
import type { HTMLAttributes, KeyboardEvent, ReactNode } from 'react';
import { t } from '../messages/index.ts';
import styles from './field.module.css';

type Common = {
  label: string;
  /** What to write, where the label does not say it. */
  help?: string;
  error?: string | undefined;
  optional?: boolean;
  disabled?: boolean;
  autoFocus?: boolean;
  name?: string;
};

function common({ label, help, error, optional, disabled, autoFocus, name }: Common) {
  return {
    label: optional ? `${label} (${t('field.optional')})` : label,
    error: error ? <FieldError text={error} /> : undefined,
    ...(help ? { description: help } : {}),
    ...(disabled ? { disabled } : {}),
    ...(autoFocus ? { autoFocus, 'data-autofocus': true } : {}),
    ...(name ? { name } : {}),
    classNames: {
      label: styles['label'],
      description: styles['help'],
      error: styles['error'],
      wrapper: styles['wrapper'],
    } as Record<string, string>,
    inputWrapperOrder: ['label', 'description', 'input', 'error'] as ('label' | 'description' | 'input' | 'error')[],
  };
}

/** An error in a form, with its mark: never by colour alone. */
export function FieldError({ text }: { text: string }) {
  return (
    <span className={styles['errorText']}>
      <IconAlertCircleFilled size={14} aria-hidden="true" />
      {text}
    </span>
  );
}

type TextFieldProps = Common & {
  value: string;
  onChange: (value: string) => void;
  type?: 'text' | 'email' | 'tel' | 'search';
  autoComplete?: string;
  placeholder?: string;
  inputMode?: HTMLAttributes<HTMLInputElement>['inputMode'];
  onBlur?: () => void;
  /** Where the text chooses from a list that the caller shows: the combobox pattern of ARIA. */
  combobox?: {
    isOpen: boolean;
    list: string;
    active: string | undefined;
    onOpen: () => void;
    onKeyDown: (event: KeyboardEvent) => void;
  };
};

/** One line of text. */
export function TextField({
  value,
  onChange,
  type = 'text',
  autoComplete,
  placeholder,
  inputMode,
  onBlur,
  combobox,
  ...rest
}: TextFieldProps) {
  return (
    <TextInput
      {...common(rest)}
      type={type}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      {...(autoComplete ? { autoComplete } : {})}
      {...(placeholder ? { placeholder } : {})}
      {...(inputMode ? { inputMode } : {})}
      {...(onBlur ? { onBlur } : {})}
      {...(combobox
        ? {
            role: 'combobox',
            'aria-expanded': combobox.isOpen,
            'aria-controls': combobox.isOpen ? combobox.list : undefined,
            'aria-autocomplete': 'list' as const,
            'aria-activedescendant': combobox.isOpen ? combobox.active : undefined,
            onClick: combobox.onOpen,
            onKeyDown: combobox.onKeyDown,
          }
        : {})}
    />
  );
}

type PasswordFieldProps = Common & {
  value: string;
  onChange: (value: string) => void;
  autoComplete: 'current-password' | 'new-password';
};

/** A password, which can be shown. */
export function PasswordField({ value, onChange, autoComplete, ...rest }: PasswordFieldProps) {
  return (
    <PasswordInput
      {...common(rest)}
      classNames={{
        ...common(rest).classNames,
        input: styles['password'] ?? '',
        innerInput: styles['passwordInside'] ?? '',
      }}
      value={value}
      autoComplete={autoComplete}
      aria-invalid={rest.error ? true : undefined}
      onChange={(event) => onChange(event.currentTarget.value)}
      visibilityToggleButtonProps={{ 'aria-label': t('field.showPassword'), tabIndex: 0 }}
    />
  );
}

type NumberFieldProps = Common & {
  value: number | '';
  onChange: (value: number | '') => void;
  unit?: string;
  min?: number;
  max?: number;
  decimals?: number;
};

/** A number with its unit beside it. */
export function NumberField({ value, onChange, unit, min, max, decimals = 0, ...rest }: NumberFieldProps) {
  return (
    <NumberInput
      {...common(rest)}
      value={value}
      onChange={(next) => onChange(next === '' ? '' : Number(next))}
      decimalScale={decimals}
      allowDecimal={decimals > 0}
      clampBehavior="none"
      hideControls
      inputMode={decimals > 0 ? 'decimal' : 'numeric'}
      {...(min === undefined ? {} : { min })}
      {...(max === undefined ? {} : { max })}
      {...(unit
        ? { rightSection: <span className={styles['unit']}>{unit}</span>, rightSectionWidth: unit.length * 8 + 16 }
        : {})}
    />
  );
}

type DateFieldProps = Common & {
  value: string;
  onChange: (value: string) => void;
  withTime?: boolean;
  min?: string;
  max?: string;
};

/** A date, or a date with its time, by the browser's own picker; the value as FHIR writes it. */
export function DateField({ value, onChange, withTime = false, min, max, ...rest }: DateFieldProps) {
  return (
    <TextInput
      {...common(rest)}
      type={withTime ? 'datetime-local' : 'date'}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      {...(min ? { min } : {})}
      {...(max ? { max } : {})}
    />
  );
}

type TextAreaFieldProps = Common & {
  value: string;
  onChange: (value: string) => void;
  rows?: number;
  placeholder?: string;
};

/** Several lines of text, growing with what is written. */
export function TextAreaField({ value, onChange, rows = 4, placeholder, ...rest }: TextAreaFieldProps) {
  return (
    <Textarea
      {...common(rest)}
      autosize
      minRows={rows}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      {...(placeholder ? { placeholder } : {})}
    />
  );
}

export type Choice = { value: string; label: string };
type ChoiceProps = Common & { value: string; onChange: (value: string) => void; choices: readonly Choice[] };

/** One of many, in the browser's own list. */
export function SelectField({ value, onChange, choices, ...rest }: ChoiceProps) {
  return (
    <NativeSelect
      {...common(rest)}
      value={value}
      data={[...choices]}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}

/** One of a few, all in sight. */
export function ChoiceField({ value, onChange, choices, ...rest }: ChoiceProps) {
  const { label, error, description, classNames } = { description: undefined, ...common(rest) };
  return (
    <Radio.Group
      label={label}
      error={error}
      description={description}
      classNames={classNames}
      value={value}
      onChange={onChange}
    >
      <span className={styles['choices']}>
        {choices.map((choice) => (
          <Radio
            key={choice.value}
            classNames={{ radio: styles['radio'] ?? '' }}
            value={choice.value}
            label={choice.label}
            disabled={rest.disabled ?? false}
          />
        ))}
      </span>
    </Radio.Group>
  );
}

type ChecksProps = Common & {
  value: readonly string[];
  onChange: (value: string[]) => void;
  choices: readonly Choice[];
};

/** Any of a few, all in sight. */
export function ChecksField({ value, onChange, choices, ...rest }: ChecksProps) {
  const { label, error, description, classNames } = { description: undefined, ...common(rest) };
  return (
    <Checkbox.Group
      label={label}
      error={error}
      description={description}
      classNames={classNames}
      value={[...value]}
      onChange={onChange}
    >
      <span className={styles['choices']}>
        {choices.map((choice) => (
          <Checkbox
            key={choice.value}
            classNames={{ input: styles['radio'] ?? '' }}
            value={choice.value}
            label={choice.label}
            disabled={rest.disabled ?? false}
          />
        ))}
      </span>
    </Checkbox.Group>
  );
}

/** Yes or no, in force at once. */
export function SwitchField({
  label,
  help,
  checked,
  onChange,
  disabled,
}: Pick<Common, 'label' | 'help' | 'disabled'> & { checked: boolean; onChange: (checked: boolean) => void }) {
  return (
    <Switch
      label={label}
      {...(help ? { description: help } : {})}
      disabled={disabled ?? false}
      checked={checked}
      onChange={(event) => onChange(event.currentTarget.checked)}
    />
  );
}

/** The fields of a form in one column, with its acts below; Enter sends. */
export function Form({
  onSubmit,
  label,
  children,
  acts,
}: {
  onSubmit: () => void;
  label: string;
  children: ReactNode;
  acts: ReactNode;
}) {
  return (
    <form
      className={styles['form']}
      aria-label={label}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        onSubmit();
      }}
    >
      {children}
      <div className={styles['acts']}>{acts}</div>
    </form>
  );
}
