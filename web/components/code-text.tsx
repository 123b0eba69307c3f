import { codesOfConcept, nameOfConcept } from '../lib/codes.ts';
import { t } from '../messages/index.ts';
import { useFactTabIndex } from './focusable.ts';
import { tip } from './tip.tsx';
import styles from './facts.module.css';

/** A coded thing by its name; the code behind it on hover and focus. */
export function CodeText({ concept }: { concept: fhir4.CodeableConcept | undefined }) {
  const tabIndex = useFactTabIndex();
  const name = nameOfConcept(concept);
  const codes = codesOfConcept(concept);
  if (!name) return <span className="tl-muted">{t('fact.unnamed')}</span>;
  if (!codes || codes === name) return <span>{name}</span>;
  return (
    <span className={styles['code']} tabIndex={tabIndex} {...tip(codes)}>
      {name}
    </span>
  );
}
