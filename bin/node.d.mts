/** How the product's own process is run. */
export const FLAGS: string[];
