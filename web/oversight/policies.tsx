/** The rules of access in force, section by section, in plain words; and the change of those that a form can hold. */
import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { ErrorState } from '../components/error-state.tsx';
import { Panel } from '../components/page.tsx';
import { Skeleton } from '../components/skeleton.tsx';
import { useKnown } from '../consent/use-consents.ts';
import { dayHere, sayBirthDate } from '../lib/dates.ts';
import { EditPolicy } from './edit-policy.tsx';
import { t } from './messages.ts';
import { OversightPage } from './oversight-page.tsx';
import styles from './oversight.module.css';
import { rulesQuery } from './queries.ts';
import { EDITABLE, sourceOf, type Editable, type Policies, type Policy, type Section } from './rules.ts';
import { saySection } from './say-rules.ts';

const route = getRouteApi('/signed-in');
const SECTIONS = [
  'labels',
  'seals',
  'masks',
  'programmes',
  'care',
  'consent',
  'adolescents',
  'purposes',
  'breakGlass',
] as const;

/** See above. */
export function PoliciesPage() {
  return (
    <OversightPage page="policies" title={t('policies.title')} lead={t('policies.lead')}>
      <Sections />
    </OversightPage>
  );
}

function Sections() {
  const { account } = route.useRouteContext();
  const query = useQuery(rulesQuery);
  const { nameOf } = useKnown();
  const [edited, setEdited] = useState<Editable | null>(null);
  if (query.isError) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  if (!query.data) return <Skeleton lines={10} height={32} />;
  const policies = query.data;
  const mayChange = account.role === 'administrator';
  return (
    <>
      {mayChange ? null : <p className="tl-muted">{t('policies.readOnly')}</p>}
      {SECTIONS.map((section) => (
        <SectionPanel
          key={section}
          section={section}
          policies={policies}
          nameOf={nameOf}
          {...(mayChange ? { onChange: setEdited } : {})}
        />
      ))}
      {edited ? (
        <EditPolicy
          key={edited}
          section={edited}
          rules={policies.rules}
          source={sourceOf(policies, edited, dayHere())}
          onClose={() => setEdited(null)}
        />
      ) : null}
    </>
  );
}

type SectionPanelProps = {
  section: Section;
  policies: Policies;
  nameOf: (reference: string) => string | undefined;
  onChange?: (section: Editable) => void;
};

function SectionPanel({ section, policies, nameOf, onChange }: SectionPanelProps) {
  const source = sourceOf(policies, section, dayHere());
  const editable = EDITABLE.find((one) => one === section);
  return (
    <Panel id={`policy-${section}`} title={t(`${section}.title`)}>
      <div className={styles['inside']}>
        <ul className={styles['rules']}>
          {saySection(policies.rules, section, nameOf).map((sentence) => (
            <li key={sentence}>{sentence}</li>
          ))}
        </ul>
        <div className={styles['foot']}>
          <span className="tl-label">{saySource(source)}</span>
          {onChange && editable ? (
            <Button size="xs" variant="default" onClick={() => onChange(editable)}>
              {t('policies.change')}
            </Button>
          ) : null}
          {onChange && !editable ? <span className="tl-label">{t('policies.library')}</span> : null}
        </div>
      </div>
    </Panel>
  );
}

function saySource(source: Policy | undefined): string {
  if (!source) return t('policies.usual');
  return [
    t('policies.from', { title: source.title }),
    source.start && t('policies.fromDay', { date: sayBirthDate(source.start.slice(0, 10)) }),
    source.end && t('policies.untilDay', { date: sayBirthDate(source.end.slice(0, 10)) }),
  ]
    .filter(Boolean)
    .join(', ');
}
