/**
 * What the server does not do yet as the specification or the product wants it: while a demand is false, resources that only it decides
 * are not compared. SEARCH_STRICT=1 makes every demand, and so shows what is still wrong. One that the server meets is set to true here.
 */
const isStrict = process.env['SEARCH_STRICT'] === '1';

export const DEMANDS = {
  /** Quantities agree across UCUM units of one dimension: 1 g finds 1000 mg. R4 leaves it to servers. */
  canonicalUnits: isStrict,
  /** "Less than 5" does not hold 5 itself. */
  openEnds: isStrict,
};
