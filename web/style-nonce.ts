declare global {
  var __webpack_nonce__: string | undefined;
}

/** The nonce under which this page may write styles (src/api/security-headers.ts); '' in development, where any may be written. */
export const styleNonce = document.querySelector<HTMLMetaElement>('meta[name="style-nonce"]')?.nonce ?? '';

// Under this name the library that keeps the page from scrolling behind a sheet looks for it.
globalThis.__webpack_nonce__ = styleNonce;
