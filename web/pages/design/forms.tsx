import { Button } from '@mantine/core';
import { useState } from 'react';
import {
  ChoiceField,
  DateField,
  Form,
  NumberField,
  PasswordField,
  SelectField,
  SwitchField,
  TextAreaField,
  TextField,
} from '../../components/field.tsx';
import styles from './design.module.css';

const choices = [
  { value: 'phone', label: 'Telephone' },
  { value: 'mail', label: 'Letter' },
];

/** Each field empty, filled, wrong and out of use. */
export function FormSamples() {
  const [text, setText] = useState('');
  const [password, setPassword] = useState('');
  const [weight, setWeight] = useState<number | ''>(81.4);
  const [date, setDate] = useState('2025-03-12');
  const [note, setNote] = useState('');
  const [choice, setChoice] = useState('phone');
  const [on, setOn] = useState(true);
  return (
    <div className={styles['form']}>
      <Form label="Sample form" onSubmit={() => undefined} acts={<Button type="submit">Save</Button>}>
        <TextField
          label="Preferred name"
          help="What the person likes to be called."
          optional
          value={text}
          onChange={setText}
        />
        <TextField
          label="Telephone"
          type="tel"
          value="555"
          onChange={setText}
          error="A telephone number has ten digits."
        />
        <TextField label="Record number" value="000-000" onChange={setText} disabled />
        <PasswordField label="Sample secret" value={password} onChange={setPassword} autoComplete="new-password" />
        <NumberField label="Weight" unit="kg" decimals={1} value={weight} onChange={setWeight} />
        <DateField label="Date of the visit" value={date} onChange={setDate} />
        <TextAreaField label="Note" rows={3} value={note} onChange={setNote} />
        <SelectField label="Reach by" choices={choices} value={choice} onChange={setChoice} />
        <ChoiceField label="Remind by" choices={choices} value={choice} onChange={setChoice} />
        <SwitchField label="Send reminders" help="The day before." checked={on} onChange={setOn} />
      </Form>
    </div>
  );
}
