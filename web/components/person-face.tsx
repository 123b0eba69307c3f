import { initialsOf } from '../lib/names.ts';
import { tip } from './tip.tsx';
import styles from './person-face.module.css';

export type PersonFaceProps = { name: string; role?: string; size?: 20 | 24 | 32 | 40; withName?: boolean };

/** A person: initials in a round face; the whole name and role on hover, or beside it with `withName`. */
export function PersonFace({ name, role, size = 24, withName = false }: PersonFaceProps) {
  const whole = role ? `${name} · ${role}` : name;
  const face = (
    <span className={styles['face']} data-size={size} aria-hidden="true" {...(withName ? {} : { 'data-tip': whole })}>
      {initialsOf(name)}
    </span>
  );
  if (!withName) {
    return (
      <span className={styles['alone']}>
        {face}
        <span className="tl-hidden">{whole}</span>
      </span>
    );
  }
  return (
    <span className={styles['person']} {...tip(role && whole)}>
      {face}
      <span className={styles['words']}>
        <span className={styles['name']}>{name}</span>
        {role && size >= 32 ? <span className="tl-label">{role}</span> : null}
      </span>
    </span>
  );
}
