/** How the product's own process is run. */
export const FLAGS: string[];
/** For glibc: how the product's own process allocates. */
export const ALLOCATION: { [name: string]: string };
