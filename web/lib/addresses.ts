/** Postal addresses and telephone numbers as they are written. */

/** One line: street, city, state and postal code. */
export function sayAddress(address: fhir4.Address | undefined): string {
  if (!address) return '';
  if (address.text) return address.text;
  const region = [address.state, address.postalCode].filter(Boolean).join(' ');
  return [...(address.line ?? []), address.city, region].filter(Boolean).join(', ');
}

/** "+15035550123" and "5035550123" become "(503) 555-0123"; what is not a North American number stays as given. */
export function sayPhone(value: string): string {
  const digits = value.replaceAll(/\D/g, '').replace(/^1(?=\d{10}$)/, '');
  return digits.length === 10 ? `(${digits.slice(0, 3)}) ${digits.slice(3, 6)}-${digits.slice(6)}` : value;
}
