/** One floating explanation for the whole page: the exact time, the code, the full name. Shown on hover and on focus. */
import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import styles from './tip.module.css';

type Place = { text: string; box: DOMRect };

/** Props that give an element an explanation. Screen readers hear it as the description. */
export function tip(text: string | undefined): { 'data-tip'?: string; 'aria-description'?: string } {
  return text ? { 'data-tip': text, 'aria-description': text } : {};
}

/** Mounted once by the page; listens for every element that carries `tip(...)`. */
export function TipLayer() {
  const [place, setPlace] = useState<Place | null>(null);
  useEffect(() => {
    const show = (event: Event) => {
      const found = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-tip]') : null;
      if (event.type === 'focusin' && !found?.matches(':focus-visible')) return setPlace(null);
      const text = found?.dataset['tip'];
      setPlace(found && text ? { text, box: found.getBoundingClientRect() } : null);
    };
    const hide = () => setPlace(null);
    const escape = (event: KeyboardEvent) => event.key === 'Escape' && setPlace(null);
    document.addEventListener('pointerover', show);
    document.addEventListener('focusin', show);
    document.addEventListener('focusout', hide);
    document.addEventListener('scroll', hide, true);
    document.addEventListener('keydown', escape);
    return () => {
      document.removeEventListener('pointerover', show);
      document.removeEventListener('focusin', show);
      document.removeEventListener('focusout', hide);
      document.removeEventListener('scroll', hide, true);
      document.removeEventListener('keydown', escape);
    };
  }, []);
  return place ? <Box place={place} /> : null;
}

function Box({ place }: { place: Place }) {
  const box = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const own = box.current;
    if (!own) return;
    const { width, height } = own.getBoundingClientRect();
    const left = Math.min(Math.max(place.box.left + place.box.width / 2 - width / 2, 8), window.innerWidth - width - 8);
    const above = place.box.top - height - 6;
    own.style.left = `${left}px`;
    own.style.top = `${above < 8 ? place.box.bottom + 6 : above}px`;
  }, [place]);
  return (
    <div ref={box} className={styles['tip']} aria-hidden="true">
      {place.text}
    </div>
  );
}
