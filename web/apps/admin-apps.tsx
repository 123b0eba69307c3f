import { Button } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { DataTable, type Column } from '../components/data-table.tsx';
import { EmptyState } from '../components/empty-state.tsx';
import { ErrorState, wordsFor } from '../components/error-state.tsx';
import { Page, Panel } from '../components/page.tsx';
import { Sheet } from '../components/sheet.tsx';
import { Skeleton } from '../components/skeleton.tsx';
import { StateChip } from '../components/state-chip.tsx';
import { showToast } from '../components/undo-toast.tsx';
import { sayDay } from '../lib/dates.ts';
import { appsQuery, disableApp, renewSecret, type RegisteredApp, type Saved } from './api.ts';
import { AppSheet } from './app-sheet.tsx';
import { t } from './messages.ts';
import styles from './my-apps.module.css';

type Doing =
  | { what: 'register' }
  | { what: 'edit' | 'disable' | 'renew'; app: RegisteredApp }
  | { what: 'secret'; name: string; secret: string };

/** All that may ask, for whoever registers it. */
export function AdminAppsPage() {
  const apps = useQuery(appsQuery);
  const client = useQueryClient();
  const [doing, setDoing] = useState<Doing>();
  const close = () => setDoing(undefined);
  const saved = ({ app, secret }: Saved) => {
    void client.invalidateQueries({ queryKey: appsQuery.queryKey });
    if (secret) return setDoing({ what: 'secret', name: app.name, secret });
    close();
    showToast(t('admin.saved', { app: app.name }));
  };
  return (
    <Page
      title={t('admin.title')}
      lead={t('admin.lead')}
      acts={<Button onClick={() => setDoing({ what: 'register' })}>{t('admin.register')}</Button>}
    >
      {apps.isPending ? <Skeleton lines={5} height={32} /> : null}
      {apps.isError ? <ErrorState error={apps.error} onRetry={() => void apps.refetch()} /> : null}
      {apps.data?.length === 0 ? (
        <Panel>
          <EmptyState title={t('admin.none')} detail={t('admin.noneDetail')} />
        </Panel>
      ) : null}
      {apps.data && apps.data.length > 0 ? (
        <Panel id="apps" title={t('admin.list')} aside={apps.data.length}>
          <DataTable
            label={t('admin.list')}
            rows={apps.data}
            columns={COLUMNS()}
            rowKey={(app) => app.id}
            onOpen={(app) => setDoing({ what: 'edit', app })}
            initialSort={{ key: 'name' }}
          />
        </Panel>
      ) : null}
      {doing ? <Sheets doing={doing} onDo={setDoing} onClose={close} onSaved={saved} /> : null}
    </Page>
  );
}

/** Made anew for each language. */
const COLUMNS = (): Column<RegisteredApp>[] => [
  { key: 'name', header: t('admin.name'), lead: true, sort: (app) => app.name, cell: (app) => app.name },
  { key: 'kind', header: t('admin.kind'), sort: (app) => t(`kind.${app.kind}`), cell: (app) => t(`kind.${app.kind}`) },
  {
    key: 'users',
    header: t('admin.users'),
    sort: (app) => app.users,
    cell: (app) => (app.role ? t(`role.${app.role as 'nurse'}`) : t(`users.${app.users}`)),
  },
  {
    key: 'used',
    header: t('admin.used'),
    sort: (app) => app.lastUsed,
    cell: (app) => (app.lastUsed ? sayDay(app.lastUsed) : t('admin.never')),
  },
  {
    key: 'state',
    header: t('admin.state'),
    sort: (app) => (app.disabled ? 1 : 0),
    cell: (app) =>
      app.disabled ? (
        <StateChip state="soon">{t('admin.disabled')}</StateChip>
      ) : (
        <StateChip state="met">{t('admin.open')}</StateChip>
      ),
  },
];

type SheetsProps = {
  doing: Doing;
  onDo: (doing: Doing) => void;
  onClose: () => void;
  onSaved: (saved: Saved) => void;
};

function Sheets({ doing, onDo, onClose, onSaved }: SheetsProps) {
  switch (doing.what) {
    case 'register':
      return <AppSheet onClose={onClose} onSaved={onSaved} />;
    case 'edit':
      return (
        <AppSheet app={doing.app} onClose={onClose} onSaved={onSaved}>
          <More app={doing.app} onDo={onDo} onSaved={onSaved} />
        </AppSheet>
      );
    case 'secret':
      return <SecretSheet name={doing.name} secret={doing.secret} onClose={onClose} />;
    default:
      return <Sure doing={doing} onClose={onClose} onSaved={onSaved} />;
  }
}

type MoreProps = { app: RegisteredApp; onDo: (doing: Doing) => void; onSaved: (saved: Saved) => void };

/** What is done to an app beside changing what is registered of it. */
function More({ app, onDo, onSaved }: MoreProps) {
  const enable = () => {
    disableApp(app.id, false)
      .then(onSaved)
      .catch((error: unknown) => showToast(wordsFor(error).title));
  };
  return (
    <div className={styles['acts']}>
      {app.kind === 'confidential-symmetric' ? (
        <Button variant="default" onClick={() => onDo({ what: 'renew', app })}>
          {t('admin.renew')}
        </Button>
      ) : null}
      {app.disabled ? (
        <Button variant="default" onClick={enable}>
          {t('admin.enable')}
        </Button>
      ) : (
        <Button variant="default" onClick={() => onDo({ what: 'disable', app })}>
          {t('admin.disable')}
        </Button>
      )}
    </div>
  );
}

type SureProps = Pick<SheetsProps, 'onClose' | 'onSaved'> & {
  doing: Extract<Doing, { what: 'edit' | 'disable' | 'renew' }>;
};

/** Asks before something ends for everybody. */
function Sure({ doing: { what, app }, onClose, onSaved }: SureProps) {
  const isRenewal = what === 'renew';
  const act = isRenewal ? t('admin.renew') : t('admin.disable');
  const go = () => {
    (isRenewal ? renewSecret(app.id) : disableApp(app.id, true))
      .then(onSaved)
      .catch((error: unknown) => showToast(wordsFor(error).title));
  };
  return (
    <Sheet
      opened
      onClose={onClose}
      title={act}
      footer={
        <>
          <Button onClick={go}>{act}</Button>
          <Button variant="default" onClick={onClose}>
            {t('admin.leave')}
          </Button>
        </>
      }
    >
      <p>{isRenewal ? t('admin.renewSure', { app: app.name }) : t('admin.disableSure', { app: app.name })}</p>
    </Sheet>
  );
}

/** A secret, this once. */
function SecretSheet({ name, secret, onClose }: { name: string; secret: string; onClose: () => void }) {
  const copy = () => void navigator.clipboard.writeText(secret).then(() => showToast(t('admin.copied')));
  return (
    <Sheet
      opened
      onClose={onClose}
      title={t('admin.secret', { app: name })}
      footer={
        <>
          <Button onClick={copy}>{t('admin.copy')}</Button>
          <Button variant="default" onClick={onClose}>
            {t('admin.done')}
          </Button>
        </>
      }
    >
      <div className={styles['stack']}>
        <p>{t('admin.secretLead')}</p>
        <output className={styles['secret']}>{secret}</output>
      </div>
    </Sheet>
  );
}
