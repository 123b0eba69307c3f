/** Whether a fact that explains itself on focus is its own tab stop. Inside a table row the arrows reach it instead. */
import { createContext, useContext } from 'react';

const InRow = createContext(false);

/** Wraps table rows and links: what is inside is no tab stop of its own. */
export const InRowProvider = InRow.Provider;

/** The tab index for a fact with an explanation behind it. */
export function useFactTabIndex(): 0 | -1 {
  return useContext(InRow) ? -1 : 0;
}
