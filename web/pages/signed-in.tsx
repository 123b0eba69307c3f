import { useQueryClient } from '@tanstack/react-query';
import { getRouteApi, Outlet, useNavigate, useRouter, useRouterState } from '@tanstack/react-router';
import { useCallback, useEffect } from 'react';
import { own } from '../api/accounts.ts';
import { isApiError } from '../api/client.ts';
import { meQuery, signOut } from '../api/queries.ts';
import { AppShell } from '../components/app-shell.tsx';
import { sayRole } from '../components/role-menu.tsx';
import { showToast } from '../components/undo-toast.tsx';
import { t } from '../messages/index.ts';

const route = getRouteApi('/signed-in');

/** The shell around all that needs an account. */
export function SignedIn() {
  const { account } = route.useRouteContext();
  const chart = useRouterState({ select: (state) => /^\/patients\/[^/]+/.test(state.location.pathname) });
  const leave = useLeave();
  const change = useChangeRole();
  useSessionEnd();
  return (
    <AppShell account={account} onSignOut={leave} onRole={change} chart={chart}>
      <Outlet />
    </AppShell>
  );
}

/** Ends the session at the server first: the screen never says "signed out" of a session that still holds. */
function useLeave(): () => void {
  const client = useQueryClient();
  const navigate = useNavigate();
  return useCallback(() => {
    signOut()
      .then(async () => {
        await navigate({ to: '/sign-in', search: {} });
        client.clear();
      })
      .catch(() => showToast(t('shell.signOutFailed')));
  }, [client, navigate]);
}

/** Goes on as something else: nothing that was fetched as what one was stays on the screen. */
function useChangeRole(): (assignment: string) => void {
  const client = useQueryClient();
  const router = useRouter();
  return useCallback(
    (assignment) => {
      own
        .changeRole(assignment)
        .then(async () => {
          client.clear();
          await router.navigate({ to: '/' });
          await router.invalidate();
          const account = client.getQueryData(meQuery.queryKey);
          if (account) showToast(t('shell.roleChanged', { role: sayRole(account) }));
        })
        .catch(() => showToast(t('shell.roleFailed')));
    },
    [client, router],
  );
}

/** When any question is answered with "signed out", goes to the door and, after it, back here. */
function useSessionEnd(): void {
  const client = useQueryClient();
  const router = useRouter();
  useEffect(
    () =>
      client.getQueryCache().subscribe((event) => {
        if (event.type !== 'updated' || event.action.type !== 'error') return;
        if (!isApiError(event.action.error) || event.action.error.kind !== 'signed-out') return;
        client.setQueryData(meQuery.queryKey, null);
        void router.navigate({ to: '/sign-in', search: { from: router.state.location.href } });
      }),
    [client, router],
  );
}
