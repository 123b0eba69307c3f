import { markWords } from '../lib/match.ts';
import { t } from '../messages/index.ts';
import { Marked } from './marked.tsx';
import { Picker, type Choice, type ChoiceGroup, type PickerProps } from './picker.tsx';

/** A concept to choose: its name, its code with the system, and other names by which people ask for it. */
export type Concept = { system: string; code: string; display: string; synonyms?: readonly string[] };

/** What is picked: a concept, or words that no code stands for. */
export type Picked = { concept: Concept } | { text: string };

export type CodePickerProps = Pick<PickerProps<Picked>, 'label' | 'help' | 'error' | 'optional' | 'disabled'> & {
  value: Picked | null;
  onChange: (value: Picked | null) => void;
  concepts: readonly Concept[];
  /** The codes that are common here, shown before anything is typed. */
  common?: readonly string[];
  /** True where words without a code will do. */
  allowText?: boolean;
};

const MOST_SHOWN = 12;

/** How well a concept answers: 0 not at all; every word asked for must begin a word of its name or of one synonym. */
export function answers(concept: Concept, text: string): number {
  const wanted = text.split(/[\s,]+/).filter(Boolean).length;
  const hits = (name: string) => markWords(name, text).filter((part) => part.matched).length;
  if (wanted === 0 || hits(concept.display) >= wanted) return wanted === 0 ? 1 : 2;
  return (concept.synonyms ?? []).some((name) => hits(name) >= wanted) ? 1 : 0;
}

function choiceOf(concept: Concept, query: string): Choice<Picked> {
  const other = (concept.synonyms ?? []).find((name) => markWords(name, query).some((part) => part.matched));
  return {
    key: concept.code,
    text: concept.display,
    value: { concept },
    line: (
      <>
        <span>
          <Marked text={concept.display} query={query} />
        </span>
        {query && other && answers(concept, query) === 1 ? <span className="tl-label">{other}</span> : null}
      </>
    ),
  };
}

/** A code by its name: common ones first, then what answers; words of one's own where that is allowed. */
export function CodePicker({ value, onChange, concepts, common = [], allowText = false, ...field }: CodePickerProps) {
  const find = (text: string): ChoiceGroup<Picked>[] => {
    if (text === '') {
      const near = common.flatMap((code) => concepts.find((concept) => concept.code === code) ?? []);
      const shown = near.length > 0 ? near : concepts.slice(0, MOST_SHOWN);
      return [
        { ...(near.length > 0 ? { label: t('picker.common') } : {}), choices: shown.map((one) => choiceOf(one, '')) },
      ];
    }
    const found = concepts
      .map((concept) => ({ concept, rank: answers(concept, text) }))
      .filter(({ rank }) => rank > 0)
      .sort((a, b) => b.rank - a.rank || a.concept.display.localeCompare(b.concept.display))
      .slice(0, MOST_SHOWN);
    const own: Choice<Picked> = { key: 'own', text, value: { text }, line: t('picker.own', { text }) };
    return [
      { choices: found.map(({ concept }) => choiceOf(concept, text)) },
      ...(allowText ? [{ choices: [own] }] : []),
    ];
  };
  return (
    <Picker
      {...field}
      chosen={value === null ? '' : 'concept' in value ? value.concept.display : value.text}
      find={find}
      onPick={onChange}
      nothing={(text) => t('picker.nothing', { text })}
    />
  );
}
