import { Link } from '@tanstack/react-router';
import { IconArrowUpRight } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { ClockBadge } from '../components/clock-badge.tsx';
import { DateTime } from '../components/date-time.tsx';
import { Sparkline } from '../components/sparkline.tsx';
import { StateChip } from '../components/state-chip.tsx';
import { sayAge } from '../lib/dates.ts';
import { sayNumber, sayUnitCode } from '../lib/numbers.ts';
import { ActForm } from './act-form.tsx';
import { nameIn, t } from './messages.ts';
import type { InboxEntry, ResultLine, Trend } from './model.ts';
import { trendsQuery } from './queries.ts';
import styles from './results.module.css';

/** One report with all that is needed to judge it, and what can be done with it. */
export function ReportView({ entry, onDone }: { entry: InboxEntry; onDone: () => void }) {
  const codes = [...new Set(entry.results.flatMap((line) => line.code ?? []))];
  const trends = useQuery(trendsQuery(entry.patient.id, codes)).data ?? [];
  return (
    <article className={styles['report']} aria-labelledby="report-title">
      <header className={styles['reportHead']}>
        <div>
          <h2 id="report-title">{entry.title}</h2>
          <Whose entry={entry} />
        </div>
        <div className={styles['state']}>
          {entry.severity === 'critical' ? <StateChip state="act">{t('severity.critical')}</StateChip> : null}
          {entry.due ? <ClockBadge due={entry.due} soonHours={entry.severity === 'critical' ? 1 : 24} /> : null}
        </div>
      </header>
      {entry.again ? (
        <p className={styles['again']}>
          <StateChip state="soon">{t(`again.${entry.again}`)}</StateChip>
        </p>
      ) : null}
      <p className={styles['source']}>
        {[
          entry.order?.indication ? t('report.for', { indication: entry.order.indication }) : '',
          entry.order?.requester ? t('report.ordered', { name: entry.order.requester }) : '',
          entry.performer ? t('report.from', { performer: entry.performer }) : '',
        ]
          .filter(Boolean)
          .map((text) => (
            <span key={text}>{text}</span>
          ))}
        {entry.released ? (
          <span>
            {t('report.when')} <DateTime value={entry.released} />
          </span>
        ) : null}
      </p>
      {entry.results.length > 0 ? (
        <Values results={entry.results} trends={trends} />
      ) : entry.text || entry.conclusion ? null : (
        <p className="tl-muted">{t('report.none')}</p>
      )}
      {entry.conclusion ? <Words title={t('report.conclusion')} text={entry.conclusion} /> : null}
      {entry.text && entry.text !== entry.conclusion ? <Words title={t('report.text')} text={entry.text} /> : null}
      {entry.notes.length > 0 ? (
        <section className={styles['words']}>
          <h3>{t('report.notes')}</h3>
          <ul>
            {entry.notes.map((note) => (
              <li key={`${note.at} ${note.text}`}>
                {note.at ? <DateTime value={note.at} /> : null} {note.text}
              </li>
            ))}
          </ul>
        </section>
      ) : null}
      <ActForm entry={entry} onDone={onDone} />
    </article>
  );
}

function Whose({ entry: { patient } }: { entry: InboxEntry }) {
  return (
    <p className={styles['whose']}>
      <Link
        to="/patients/$id/$tab"
        params={{ id: patient.id, tab: 'results' }}
        aria-label={t('of.patient', { name: patient.name })}
      >
        {patient.name}
        <IconArrowUpRight size={14} aria-hidden="true" />
      </Link>
      {patient.birthDate ? <span>{sayAge(patient.birthDate)}</span> : null}
      {patient.mrn ? <span className="tl-muted">MRN {patient.mrn}</span> : null}
    </p>
  );
}

function Words({ title, text }: { title: string; text: string }) {
  return (
    <section className={styles['words']}>
      <h3>{title}</h3>
      <p className={styles['text']}>{text}</p>
    </section>
  );
}

function Values({ results, trends }: { results: readonly ResultLine[]; trends: readonly Trend[] }) {
  const byCode = new Map(trends.map((trend) => [trend.code, trend]));
  return (
    <table className={styles['values']}>
      <caption className="tl-hidden">{t('report.results')}</caption>
      <thead>
        <tr>
          <th scope="col">{t('report.test')}</th>
          <th scope="col" className={styles['number']}>
            {t('report.value')}
          </th>
          <th scope="col" className={styles['number']}>
            {t('report.before')}
          </th>
          <th scope="col" className={styles['course']}>
            {t('report.trend')}
          </th>
          <th scope="col">{t('report.range')}</th>
        </tr>
      </thead>
      <tbody>
        {results.map((line) => (
          <ValueRow key={`${line.ref} ${line.name}`} line={line} trend={byCode.get(line.code ?? '')} />
        ))}
      </tbody>
    </table>
  );
}

function ValueRow({ line, trend }: { line: ResultLine; trend: Trend | undefined }) {
  const place = trend?.points.findIndex((point) => point.ref === line.ref) ?? -1;
  const points = trend && place >= 0 ? trend.points.slice(0, place + 1) : [];
  const before = points.at(-2);
  return (
    <tr data-flag={line.flag ? (line.flag.isCritical ? 'critical' : 'out') : undefined}>
      <th scope="row">
        {line.name}
        {line.status ? <span className="tl-muted"> ({nameIn('status', line.status)})</span> : null}
        {line.note ? <span className={styles['note']}>{line.note}</span> : null}
        {trend?.apart.map((one) => (
          <span key={one.at} className={styles['note']}>
            {t('report.apart', { given: one.given, when: one.at.slice(0, 10) })}
          </span>
        ))}
      </th>
      <td className={styles['number']}>
        <span className={styles['figure']}>{line.figure === undefined ? line.value : sayNumber(line.value)}</span>{' '}
        <span className="tl-muted">{sayUnitCode(line.unit)}</span>
        {line.flag ? <span className={styles['flag']}>{nameIn('flag', line.flag.word)}</span> : null}
      </td>
      <td className={styles['number']}>
        {before ? (
          <>
            {sayNumber(before.figure)}{' '}
            <span className={styles['note']}>
              <DateTime value={before.at} precision="day" />
            </span>
          </>
        ) : null}
      </td>
      <td className={styles['course']}>
        {points.length > 1 ? (
          <Sparkline
            points={points.slice(-12).map((point) => ({ at: point.at, value: point.figure }))}
            range={line.limits}
            label={t('course.label', { name: line.name, count: points.length, value: line.value })}
          />
        ) : null}
      </td>
      <td>{line.range ?? ''}</td>
    </tr>
  );
}
