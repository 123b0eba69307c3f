/** Every address of the app. Pages load when they are first visited. */
import type { QueryClient } from '@tanstack/react-query';
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
  type ErrorComponentProps,
} from '@tanstack/react-router';
import { accountsQuery, ownAccountQuery } from './api/accounts.ts';
import { directoryQuery, homeQuery, meQuery, patientsQuery, recordQuery } from './api/queries.ts';
import { appsQuery, consentsQuery } from './apps/api.ts';
import { ErrorState } from './components/error-state.tsx';
import { moveFocusToHeading } from './components/focus-heading.ts';
import { openOrdersQuery } from './orders/api.ts';
import { NotFoundPage } from './pages/not-found.tsx';
import { SignedIn } from './pages/signed-in.tsx';
import { UnreachablePage } from './pages/unreachable.tsx';
import { inboxQuery, unreadQuery } from './results/queries.ts';

const rootRoute = createRootRouteWithContext<{ queryClient: QueryClient }>()({
  component: Outlet,
  notFoundComponent: NotFoundPage,
});

const signInRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/sign-in',
  validateSearch: (search): { from?: string } => (isOwnPath(search['from']) ? { from: search['from'] } : {}),
  component: lazyRouteComponent(() => import('./pages/sign-in.tsx'), 'SignInPage'),
});

const designRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/design',
  component: lazyRouteComponent(() => import('./pages/design.tsx'), 'DesignPage'),
});

const signedInRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: 'signed-in',
  beforeLoad: async ({ context, location }) => {
    const account = await context.queryClient.ensureQueryData(meQuery);
    if (!account) throw redirect({ to: '/sign-in', search: location.href === '/' ? {} : { from: location.href } });
    return { account };
  },
  component: SignedIn,
  errorComponent: UnreachablePage,
});

const homeRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/',
  loader: ({ context }) => void context.queryClient.prefetchQuery(homeQuery),
  component: lazyRouteComponent(() => import('./pages/home.tsx'), 'HomePage'),
});

const patientsRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/patients',
  loader: ({ context, location }) => void context.queryClient.prefetchQuery(patientsQuery(location.state.sought ?? '')),
  component: lazyRouteComponent(() => import('./pages/patients.tsx'), 'PatientsPage'),
});

const patientRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/patients/$id',
  beforeLoad: ({ params, location }) => {
    if (/^\/patients\/[^/]+\/?$/.test(location.pathname)) {
      throw redirect({ to: '/patients/$id/$tab', params: { id: params.id, tab: 'summary' }, replace: true });
    }
  },
});

const chartRoute = createRoute({
  getParentRoute: () => patientRoute,
  path: '/$tab',
  loader: ({ context, params }) => void context.queryClient.prefetchQuery(recordQuery(params.id)),
  component: lazyRouteComponent(() => import('./chart/index.tsx'), 'ChartPage'),
});

const resultsRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/results',
  loader: ({ context }) => void context.queryClient.prefetchQuery(inboxQuery),
  component: lazyRouteComponent(() => import('./results/index.tsx'), 'ResultsPage'),
});

const unreadRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/results/unread',
  loader: ({ context }) => void context.queryClient.prefetchQuery(unreadQuery),
  component: lazyRouteComponent(() => import('./results/unread.tsx'), 'UnreadPage'),
});

const whoMayLookRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/who-may-look',
  component: lazyRouteComponent(() => import('./consent/who-may-look.tsx'), 'WhoMayLookPage'),
});

const consentPrintRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/who-may-look/$consent',
  component: lazyRouteComponent(() => import('./consent/print-page.tsx'), 'ConsentPrintPage'),
});

const emergenciesRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/admin/emergencies',
  component: lazyRouteComponent(() => import('./oversight/emergencies.tsx'), 'EmergenciesPage'),
});

const explainRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/admin/access',
  component: lazyRouteComponent(() => import('./oversight/explain.tsx'), 'ExplainPage'),
});

const policiesRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/admin/policies',
  component: lazyRouteComponent(() => import('./oversight/policies.tsx'), 'PoliciesPage'),
});

const directoryRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/directory',
  loader: ({ context }) => void context.queryClient.prefetchQuery(directoryQuery),
  component: lazyRouteComponent(() => import('./pages/directory.tsx'), 'DirectoryPage'),
});

const ordersRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/orders',
  loader: ({ context }) => void context.queryClient.prefetchQuery(openOrdersQuery('')),
  component: lazyRouteComponent(() => import('./orders/board-page.tsx'), 'BoardPage'),
});

const savedRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/orders/saved',
  component: lazyRouteComponent(() => import('./orders/saved-page.tsx'), 'SavedPage'),
});

const myAppsRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/apps',
  loader: ({ context }) => void context.queryClient.prefetchQuery(consentsQuery),
  component: lazyRouteComponent(() => import('./apps/my-apps.tsx'), 'MyAppsPage'),
});

const adminAppsRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/admin/apps',
  loader: ({ context }) => void context.queryClient.prefetchQuery(appsQuery),
  component: lazyRouteComponent(() => import('./apps/admin-apps.tsx'), 'AdminAppsPage'),
});

/** Where an app waits to be let in: outside the house, since one goes on to the app. */
const authorizeRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/authorize/$uid',
  beforeLoad: async ({ context, location }) => {
    const account = await context.queryClient.ensureQueryData(meQuery);
    if (!account) throw redirect({ to: '/sign-in', search: { from: location.href } });
    return { account };
  },
  component: lazyRouteComponent(() => import('./apps/authorize.tsx'), 'AuthorizePage'),
  errorComponent: UnreachablePage,
});

const failedRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/authorize/failed',
  validateSearch: (search): { error?: string } =>
    typeof search['error'] === 'string' ? { error: search['error'] } : {},
  component: lazyRouteComponent(() => import('./apps/failed.tsx'), 'FailedPage'),
});

const accountRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/account',
  loader: ({ context }) => void context.queryClient.prefetchQuery(ownAccountQuery),
  component: lazyRouteComponent(() => import('./account/index.tsx'), 'AccountPage'),
});

const adminAccountsRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/admin/accounts',
  validateSearch: (search): { account?: string } =>
    typeof search['account'] === 'string' ? { account: search['account'] } : {},
  loader: ({ context }) => void context.queryClient.prefetchQuery(accountsQuery('')),
  component: lazyRouteComponent(() => import('./admin/index.tsx'), 'AccountsPage'),
});

const routeTree = rootRoute.addChildren([
  signInRoute,
  designRoute,
  authorizeRoute,
  failedRoute,
  signedInRoute.addChildren([
    homeRoute,
    patientsRoute,
    patientRoute.addChildren([chartRoute]),
    resultsRoute,
    unreadRoute,
    whoMayLookRoute,
    consentPrintRoute,
    emergenciesRoute,
    explainRoute,
    policiesRoute,
    directoryRoute,
    ordersRoute,
    savedRoute,
    myAppsRoute,
    adminAppsRoute,
    accountRoute,
    adminAccountsRoute,
  ]),
]);

/** Makes the router over one cache. */
export function openRouter(queryClient: QueryClient) {
  const router = createRouter({
    routeTree,
    context: { queryClient },
    defaultPreload: 'intent',
    defaultPreloadStaleTime: 0,
    scrollRestoration: true,
    defaultErrorComponent: Failed,
    defaultNotFoundComponent: NotFoundPage,
  });
  router.subscribe('onResolved', ({ fromLocation, toLocation }) => {
    if (fromLocation && isOtherPage(fromLocation.pathname, toLocation.pathname)) moveFocusToHeading();
  });
  return router;
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof openRouter>;
  }
  interface HistoryState {
    /** What was typed to find a person: kept for Back and reload, and out of the address, where a name must not stand. */
    sought?: string;
  }
}

function Failed({ error, reset }: ErrorComponentProps) {
  return <ErrorState error={error} onRetry={reset} />;
}

/** Only a path of this app may be gone back to after signing in. */
function isOwnPath(value: unknown): value is string {
  return typeof value === 'string' && /^\/(?![/\\])/.test(value);
}

/** Tabs of one chart are one page: focus stays on the tab. */
function isOtherPage(from: string, to: string): boolean {
  const page = (path: string) => path.split('/').slice(1, 3).join('/');
  return page(from) !== page(to);
}
