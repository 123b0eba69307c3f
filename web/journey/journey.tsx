/** The Journey: three years of care on one line of time, in five lanes (APP.md, "The Journey"). */
import { SegmentedControl } from '@mantine/core';
import { IconMinus, IconPlus, IconTable, IconTimeline } from '@tabler/icons-react';
import { useState } from 'react';
import { EmptyState } from '../components/empty-state.tsx';
import type { Journey } from './events.ts';
import styles from './journey.module.css';
import { Legend } from './legend.tsx';
import { JourneyTable, YearLists } from './lists.tsx';
import { t } from './messages.ts';
import { Plot } from './plot.tsx';
import { useView, type Preset, type ViewControl } from './use-view.ts';

export type JourneyViewProps = {
  journey: Journey;
  focus?: string | undefined;
  changed: ReadonlyMap<string, unknown>;
  onOpen: (ref: string) => void;
};

/** The drawing with its controls, or the same as a table. */
export function JourneyView({ journey, focus, changed, onOpen }: JourneyViewProps) {
  const [asTable, setAsTable] = useState(false);
  const control = useView(journey.extent, journey.anchor);
  if (journey.events.length === 0 && journey.lines.length === 0)
    return <EmptyState title={t('empty.title')} detail={t('empty.detail')} />;
  return (
    <div className={styles['journey']}>
      <Controls control={control} asTable={asTable} onTable={setAsTable} />
      {asTable ? (
        <JourneyTable journey={journey} onOpen={onOpen} />
      ) : (
        <>
          <Plot journey={journey} control={control} focus={focus} changed={changed} onOpen={onOpen} />
          <Legend />
          <YearLists journey={journey} />
        </>
      )}
    </div>
  );
}

const PRESETS: readonly Preset[] = ['month', 'year', 'three', 'all'];

function Controls({
  control,
  asTable,
  onTable,
}: {
  control: ViewControl;
  asTable: boolean;
  onTable: (asTable: boolean) => void;
}) {
  const Icon = asTable ? IconTimeline : IconTable;
  return (
    <div className={styles['controls']}>
      {asTable ? null : (
        <>
          <SegmentedControl
            size="xs"
            aria-label={t('presets')}
            value={control.current ?? ''}
            onChange={(value) => control.preset(value as Preset)}
            data={PRESETS.map((preset) => ({ value: preset, label: t(`preset.${preset}`) }))}
          />
          <span className={styles['zoom']}>
            <button type="button" onClick={() => control.zoom('out')} aria-keyshortcuts="-">
              <IconMinus size={16} aria-hidden="true" />
              {t('zoom.out')}
            </button>
            <button type="button" onClick={() => control.zoom('in')} aria-keyshortcuts="+">
              <IconPlus size={16} aria-hidden="true" />
              {t('zoom.in')}
            </button>
          </span>
        </>
      )}
      <span className={styles['hint']}>{asTable ? null : t('help.mouse')}</span>
      <button type="button" className={styles['plain']} onClick={() => onTable(!asTable)}>
        <Icon size={16} aria-hidden="true" />
        {asTable ? t('view.drawing') : t('view.table')}
      </button>
    </div>
  );
}
