import { Button, Menu } from '@mantine/core';
import { IconApps } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { showToast } from '../components/undo-toast.tsx';
import { launchApp, launchableQuery } from './api.ts';
import { t } from './messages.ts';

/** The apps that may be opened on this record; nothing where there are none. */
export function LaunchMenu({ patientId }: { patientId: string }) {
  const apps = useQuery(launchableQuery).data ?? [];
  if (apps.length === 0) return null;
  const open = (app: { id: string; name: string }) => {
    // Opened at once, since a browser blocks what opens later; the app must not reach back into this page.
    const place = window.open('about:blank', '_blank');
    if (place) place.opener = null;
    launchApp(app.id, patientId)
      .then((url) => {
        if (place) place.location.replace(url);
        else window.location.assign(url);
      })
      .catch(() => {
        place?.close();
        showToast(t('menu.failed', { app: app.name }));
      });
  };
  return (
    <Menu position="bottom-end" width={240} shadow="md" withInitialFocusPlaceholder={false}>
      <Menu.Target>
        <Button size="sm" variant="default" leftSection={<IconApps size={16} aria-hidden="true" />}>
          {t('menu.apps')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {apps.map((app) => (
          <Menu.Item key={app.id} onClick={() => open(app)}>
            {app.name}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
