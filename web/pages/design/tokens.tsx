import type { CSSProperties } from 'react';
import styles from './design.module.css';

const COLOURS = [
  'page',
  'surface',
  'sunk',
  'ink',
  'muted',
  'hairline',
  'control',
  'accent',
  'act',
  'act-tint',
  'soon',
  'soon-tint',
  'met',
  'met-tint',
];
const TYPE = ['page', 'section', 'group', 'key', 'strong', 'body', 'table', 'label'];

/** The colours and the type of the house. */
export function TokenSamples() {
  return (
    <>
      <div className={styles['row']}>
        {COLOURS.map((name) => (
          <span key={name} className={styles['swatch']} style={{ '--swatch': `var(--tl-${name})` } as CSSProperties}>
            {name}
          </span>
        ))}
      </div>
      {TYPE.map((name) => (
        <div key={name} style={{ font: `var(--tl-font-${name})` }}>
          {name}: Blood pressure 128/76, weight 81.4 kg, A1c 7.10 %
        </div>
      ))}
    </>
  );
}
