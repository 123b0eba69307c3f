/** Moves focus to the page's heading after a navigation, so that the ear and the keyboard begin there. */
const PATIENCE_MS = 3_000;
let waiting: MutationObserver | null = null;

/** Focuses the h1 of the page, as soon as there is one; gives up if the person has begun to do something else. */
export function moveFocusToHeading(): void {
  waiting?.disconnect();
  if (focusNow()) return;
  const since = performance.now();
  const before = document.activeElement;
  waiting = new MutationObserver((_, observer) => {
    const busyElsewhere = document.activeElement !== before && document.activeElement !== document.body;
    if (busyElsewhere || performance.now() - since > PATIENCE_MS || focusNow()) observer.disconnect();
  });
  waiting.observe(document.body, { childList: true, subtree: true });
}

function focusNow(): boolean {
  // A page may ask for the focus itself: a search page begins in its search box.
  const wanted = document.querySelector<HTMLElement>('[data-page-focus]') ?? document.querySelector<HTMLElement>('h1');
  if (!wanted) return false;
  if (wanted.tagName === 'H1') wanted.tabIndex = -1;
  wanted.focus({ preventScroll: true });
  return true;
}
