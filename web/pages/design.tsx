import { SegmentedControl } from '@mantine/core';
import type { ReactNode } from 'react';
import { AppShell } from '../components/app-shell.tsx';
import { Page, Panel } from '../components/page.tsx';
import { useTheme, type Theme } from '../components/use-theme.ts';
import styles from './design/design.module.css';
import { FactSamples, MarkSamples } from './design/facts.tsx';
import { FormSamples } from './design/forms.tsx';
import { OverlaySamples } from './design/overlays.tsx';
import { BannerSamples, WorkSamples } from './design/people.tsx';
import { ChartSamples, TableSamples } from './design/figures.tsx';
import { ConsentAndPrintSamples, PickerSamples, PlanSamples } from './design/planning.tsx';
import { StateSamples } from './design/states.tsx';
import { TokenSamples } from './design/tokens.tsx';

const sampleAccount = {
  id: 'sample',
  username: 'sample',
  name: 'Sample Account',
  role: 'physician',
  roleName: 'Physician',
  site: { reference: 'Organization/sample', name: 'Sample site' },
};

/** Every component in every state, for whoever builds with them and for the accessibility check. Nothing here is data. */
export function DesignPage() {
  const { theme, setTheme } = useTheme();
  return (
    <AppShell account={sampleAccount} onSignOut={() => undefined}>
      <Page
        title="Design"
        lead="One of each, in every state. What stands here is made up; no record is read."
        acts={
          <SegmentedControl
            aria-label="Appearance"
            value={theme}
            onChange={(value) => setTheme(value as Theme)}
            data={[
              { value: 'light', label: 'Light' },
              { value: 'dark', label: 'Dark' },
              { value: 'auto', label: 'Device' },
            ]}
          />
        }
      >
        <Section title="Tokens">
          <TokenSamples />
        </Section>
        <Section title="StateChip, LaneMark, PersonFace, ClockBadge">
          <MarkSamples />
        </Section>
        <Section title="CodeText, Value, DateTime, Provenance">
          <FactSamples />
        </Section>
        <Section title="Sparkline, RunChart, Waterfall, Funnel">
          <ChartSamples />
        </Section>
        <Section title="FilterBar, DataTable">
          <TableSamples />
        </Section>
        <BannerSamples />
        <WorkSamples />
        <Section title="PlanRow, ConflictBracket">
          <PlanSamples />
        </Section>
        <Section title="CodePicker, PersonPicker, SlotPicker">
          <PickerSamples />
        </Section>
        <Section title="ConsentSheet, PrintLayout">
          <ConsentAndPrintSamples />
        </Section>
        <Section title="Field family">
          <FormSamples />
        </Section>
        <Section title="EmptyState, ErrorState, Skeleton">
          <StateSamples />
        </Section>
        <Section title="Button, Sheet, CommandPalette, UndoToast">
          <OverlaySamples account={sampleAccount} />
        </Section>
      </Page>
    </AppShell>
  );
}

function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <Panel title={title} id={title.toLowerCase().replaceAll(/\W+/g, '-')}>
      <div className={styles['samples']}>{children}</div>
    </Panel>
  );
}
