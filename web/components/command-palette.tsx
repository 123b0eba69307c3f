import { Modal } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconArrowRight, IconLanguage, IconMoon, IconSearch, IconSun, type Icon } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useMemo, useState, type ReactNode } from 'react';
import type { Account, PatientHit } from '../api/model.ts';
import { patientsQuery } from '../api/queries.ts';
import { language, setLanguage } from '../lib/locale.ts';
import { markWords } from '../lib/match.ts';
import { t } from '../messages/index.ts';
import styles from './command-palette.module.css';
import { ListBox, Option, OptionGroup } from './list-box.tsx';
import { useListKeys } from './list-keys.ts';
import { Marked } from './marked.tsx';
import { PatientLine } from './patient-line.tsx';
import { placesFor } from './places.ts';
import { useTheme } from './use-theme.ts';

type Item = { id: string; line: ReactNode; run: () => void };
type Group = { key: string; label: string; items: Item[] };

export type CommandPaletteProps = { account: Account; opened: boolean; onClose: () => void; onSignOut: () => void };

const PEOPLE_SHOWN = 8;

/** Everything by typing: people, places, actions. */
export function CommandPalette(props: CommandPaletteProps) {
  return (
    <Modal.Root opened={props.opened} onClose={props.onClose} size="44rem" yOffset="10vh" padding={0}>
      <Modal.Overlay color="var(--tl-veil)" backgroundOpacity={1} />
      <Modal.Content aria-label={t('palette.title')}>
        <Modal.Body className={styles['body'] ?? ''}>
          <Inside {...props} />
        </Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}

function Inside({ account, onClose, onSignOut }: CommandPaletteProps) {
  const [text, setText] = useState('');
  const [wanted] = useDebouncedValue(text, 60);
  const people = useQuery({ ...patientsQuery(wanted), enabled: account.role !== 'patient' });
  const actions = useActions(account, text, onSignOut);
  const navigate = useNavigate();
  const hits = (people.data ?? []).slice(0, PEOPLE_SHOWN);
  const groups: Group[] = [
    {
      key: 'people',
      label: text.trim() ? t('palette.people') : t('palette.recent'),
      items: hits.map((hit) =>
        personItem(
          hit,
          wanted,
          () => void navigate({ to: '/patients/$id/$tab', params: { id: hit.id, tab: 'summary' } }),
        ),
      ),
    },
    ...actions,
  ].filter((group) => group.items.length > 0);
  const items = groups.flatMap((group) => group.items);
  const pick = (place: number) => {
    onClose();
    items[place]?.run();
  };
  const keys = useListKeys(items.length, wanted, pick);
  return (
    <>
      <div className={styles['top']}>
        <IconSearch size={18} aria-hidden="true" />
        <input
          className={styles['input']}
          data-autofocus
          role="combobox"
          aria-expanded="true"
          aria-controls="palette-list"
          aria-activedescendant={items[keys.active] ? `palette-${items[keys.active]?.id}` : undefined}
          aria-label={t('palette.input')}
          placeholder={t('palette.open')}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          onKeyDown={keys.onKeyDown}
          autoComplete="off"
          spellCheck={false}
        />
      </div>
      {people.isError ? <p className={styles['note']}>{t('palette.failed')}</p> : null}
      <Results groups={groups} active={keys.active} onPoint={keys.setActive} onPick={pick} />
      {items.length === 0 && text && !people.isFetching ? (
        <p className={styles['note']}>{t('palette.nothing', { text })}</p>
      ) : null}
      <p className={styles['hint']}>{t('palette.hint')}</p>
    </>
  );
}

function personItem(hit: PatientHit, query: string, run: () => void): Item {
  return { id: `patient-${hit.id}`, run, line: <PatientLine hit={hit} query={query} compact /> };
}

type ResultsProps = {
  groups: Group[];
  active: number;
  onPoint: (place: number) => void;
  onPick: (place: number) => void;
};

function Results({ groups, active, onPoint, onPick }: ResultsProps) {
  const starts = groups.map((_, place) => groups.slice(0, place).reduce((sum, group) => sum + group.items.length, 0));
  return (
    <ListBox id="palette-list" label={t('palette.title')} active={active} className={styles['list']}>
      {groups.map((group, groupPlace) => (
        <OptionGroup key={group.key} label={group.label}>
          {group.items.map((item, itemPlace) => {
            const place = (starts[groupPlace] ?? 0) + itemPlace;
            return (
              <Option
                key={item.id}
                id={`palette-${item.id}`}
                active={place === active}
                className={styles['option']}
                onPoint={() => onPoint(place)}
                onPick={() => onPick(place)}
              >
                {item.line}
              </Option>
            );
          })}
        </OptionGroup>
      ))}
    </ListBox>
  );
}

/** Places and actions whose words answer what was typed; all of them while nothing is. */
function useActions(account: Account, text: string, onSignOut: () => void): Group[] {
  const navigate = useNavigate();
  const { setTheme } = useTheme();
  return useMemo(() => {
    const answers = (label: string) => !text.trim() || markWords(label, text).some((part) => part.matched);
    const make = (id: string, Mark: Icon, label: string, run: () => void): Item[] =>
      answers(label) ? [{ id, run, line: <ActionLine icon={Mark} label={label} query={text} /> }] : [];
    const other = language() === 'es' ? 'en' : 'es';
    return [
      {
        key: 'places',
        label: t('palette.places'),
        items: placesFor(account).flatMap((place) =>
          make(`place-${place.key}`, place.icon, t(`place.${place.key}`), () => void navigate({ to: place.to })),
        ),
      },
      {
        key: 'actions',
        label: t('palette.actions'),
        items: [
          ...make('light', IconSun, t('palette.theme.light'), () => setTheme('light')),
          ...make('dark', IconMoon, t('palette.theme.dark'), () => setTheme('dark')),
          ...make('language', IconLanguage, t(`palette.language.${other}`), () => setLanguage(other)),
          ...make('sign-out', IconArrowRight, t('shell.signOut'), onSignOut),
        ],
      },
    ];
  }, [account, text, navigate, setTheme, onSignOut]);
}

function ActionLine({ icon: Mark, label, query }: { icon: Icon; label: string; query: string }) {
  return (
    <span className={styles['action']}>
      <Mark size={18} aria-hidden="true" />
      <span>
        <Marked text={label} query={query} />
      </span>
    </span>
  );
}
