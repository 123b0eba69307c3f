import { sayNumber } from '../lib/numbers.ts';
import { t } from '../messages/index.ts';
import { ChartFrame, niceCeiling } from './chart-frame.tsx';
import styles from './charts.module.css';

export type FunnelSite = { name: string; events: number; people: number };

export type FunnelProps = {
  /** The finding, in words: "One clinic of six differs by more than chance". */
  title: string;
  sites: readonly FunnelSite[];
  /** What is counted: "Readmissions". */
  events: string;
  height?: number;
};

const LEFT = 44;
const RIGHT = 16;
const TOP = 16;
const BOTTOM = 36;
/** Three standard errors: what chance alone passes in one case of about four hundred. */
const ERRORS = 3;

/** The mean rate of all sites together, and the limits of chance for a number of people, both as shares from 0 to 1. */
export function limitsOf(sites: readonly FunnelSite[]): { mean: number; at: (people: number) => [number, number] } {
  const people = sites.reduce((sum, site) => sum + site.people, 0);
  const mean = people === 0 ? 0 : sites.reduce((sum, site) => sum + site.events, 0) / people;
  const at = (count: number): [number, number] => {
    const error = ERRORS * Math.sqrt((mean * (1 - mean)) / Math.max(count, 1));
    return [Math.max(0, mean - error), Math.min(1, mean + error)];
  };
  return { mean, at };
}

/** True where a site's rate is past what chance explains. */
export function isOutside(site: FunnelSite, sites: readonly FunnelSite[]): boolean {
  const [low, high] = limitsOf(sites).at(site.people);
  const rate = site.events / Math.max(site.people, 1);
  return rate < low || rate > high;
}

/** Rates of sites against how many people each has, in the funnel that chance makes: small sites may differ more. */
export function Funnel(props: FunnelProps) {
  const { height = 240 } = props;
  return (
    <ChartFrame
      title={props.title}
      height={height}
      renderAt={(width) => <Drawing {...props} width={width} height={height} />}
      table={<SiteTable {...props} />}
    />
  );
}

function sayShare(share: number): string {
  return `${sayNumber((share * 100).toFixed(1))} %`;
}

function Drawing({ title, sites, events, width, height }: FunnelProps & { width: number; height: number }) {
  const { mean, at } = limitsOf(sites);
  const most = niceCeiling(Math.max(...sites.map((site) => site.people), 1));
  const rates = sites.map((site) => site.events / Math.max(site.people, 1));
  const top = Math.min(1, niceCeiling(Math.max(...rates, mean * 2, 0.01)));
  const right = width - RIGHT;
  const x = (people: number) => LEFT + (people / most) * (right - LEFT);
  const y = (share: number) => TOP + (1 - Math.min(share, top) / top) * (height - TOP - BOTTOM);
  const counts = Array.from({ length: 40 }, (_, step) => (most * (step + 1)) / 40);
  const limit = (side: 0 | 1) => counts.map((n, place) => `${place ? 'L' : 'M'}${x(n)} ${y(at(n)[side])}`).join('');
  return (
    <svg width={width} height={height} role="img" aria-label={title}>
      {[0, 0.25, 0.5, 0.75, 1].map((part) => (
        <g key={part}>
          <line className={styles['grid']} x1={LEFT} x2={right} y1={y(top * part)} y2={y(top * part)} />
          <text className={styles['axis']} x={LEFT - 6} y={y(top * part) + 4} textAnchor="end">
            {Math.round(top * part * 100)} %
          </text>
        </g>
      ))}
      <line className={styles['mean']} x1={LEFT} x2={right} y1={y(mean)} y2={y(mean)} />
      <path className={styles['limit']} d={limit(0)} />
      <path className={styles['limit']} d={limit(1)} />
      {sites.map((site, place) => {
        const isOut = isOutside(site, sites);
        const isLate = x(site.people) > right - 110;
        return (
          <g key={site.name}>
            <circle
              className={styles['site']}
              data-out={isOut || undefined}
              cx={x(site.people)}
              cy={y(rates[place] ?? 0)}
              r={5}
              data-tip={`${site.name}\n${site.events} / ${site.people}, ${sayShare(rates[place] ?? 0)}`}
            />
            {isOut ? (
              <text
                className={styles['amount']}
                x={x(site.people) + (isLate ? -10 : 10)}
                y={y(rates[place] ?? 0) + 4}
                textAnchor={isLate ? 'end' : 'start'}
              >
                {site.name}
              </text>
            ) : null}
          </g>
        );
      })}
      <text className={styles['axis']} x={LEFT} y={height - 18}>
        0
      </text>
      <text className={styles['axis']} x={right} y={height - 18} textAnchor="end">
        {t('chart.people', { count: sayNumber(most) })}
      </text>
      <text className={styles['axis']} x={LEFT} y={height - 2}>
        {t('chart.funnelKey', { events, mean: sayShare(mean) })}
      </text>
    </svg>
  );
}

function SiteTable({ sites, events }: FunnelProps) {
  return (
    <table className={styles['table']}>
      <thead>
        <tr>
          <th scope="col">{t('chart.site')}</th>
          <th scope="col">{events}</th>
          <th scope="col">{t('chart.peopleHead')}</th>
          <th scope="col">{t('chart.byChance')}</th>
          <th scope="col">{t('chart.rate')}</th>
        </tr>
      </thead>
      <tbody>
        {sites.map((site) => (
          <tr key={site.name}>
            <td>{site.name}</td>
            <td>{sayNumber(site.events)}</td>
            <td>{sayNumber(site.people)}</td>
            <td>{isOutside(site, sites) ? t('chart.no') : t('chart.yes')}</td>
            <td>{sayShare(site.events / Math.max(site.people, 1))}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
