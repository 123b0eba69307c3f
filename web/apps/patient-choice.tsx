import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { PatientHit } from '../api/model.ts';
import { patientsQuery } from '../api/queries.ts';
import { ErrorState } from '../components/error-state.tsx';
import { TextField } from '../components/field.tsx';
import { ListBox, Option } from '../components/list-box.tsx';
import { useListKeys } from '../components/list-keys.ts';
import { PatientLine } from '../components/patient-line.tsx';
import styles from './authorize.module.css';
import { t } from './messages.ts';

/** Whose record the app is opened on, for those who can open many. */
export function PatientChoice({ onPick }: { onPick: (hit: PatientHit) => void }) {
  const [text, setText] = useState('');
  const [wanted] = useDebouncedValue(text.trim(), 60);
  const found = useQuery(patientsQuery(wanted));
  const hits = found.data ?? [];
  const settled = !found.isPlaceholderData && wanted === text.trim();
  const keys = useListKeys(hits.length, wanted, (place) => {
    const hit = hits[place];
    if (settled && hit) onPick(hit);
  });
  const label = wanted ? t('ask.choose') : t('ask.recent');
  return (
    <div className={styles['group']}>
      <TextField
        label={t('ask.find')}
        help={t('ask.findHelp')}
        type="search"
        autoComplete="off"
        value={text}
        onChange={setText}
        combobox={{
          isOpen: hits.length > 0,
          list: 'people-found',
          active: hits[keys.active] ? `person-${hits[keys.active]?.id}` : undefined,
          onOpen: () => {},
          onKeyDown: keys.onKeyDown,
        }}
      />
      {found.isError ? <ErrorState error={found.error} onRetry={() => void found.refetch()} /> : null}
      {found.isSuccess && hits.length === 0 && wanted ? <p role="status">{t('ask.nobody', { text: wanted })}</p> : null}
      {hits.length > 0 ? (
        <>
          <span className={styles['count']}>{label}</span>
          <div className={styles['found']}>
            <ListBox id="people-found" label={label} active={keys.active}>
              {hits.map((hit, place) => (
                <Option
                  key={hit.id}
                  id={`person-${hit.id}`}
                  active={place === keys.active}
                  className={styles['hit']}
                  onPoint={() => keys.setActive(place)}
                  onPick={() => onPick(hit)}
                >
                  <PatientLine hit={hit} query={wanted} compact />
                </Option>
              ))}
            </ListBox>
          </div>
        </>
      ) : null}
    </div>
  );
}
