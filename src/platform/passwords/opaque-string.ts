const SPACES = /\p{Space_Separator}/gu;
const DISALLOWED = /[\p{Control}\p{Surrogate}\p{Private_Use}\p{Unassigned}]/u;

/**
 * The OpaqueString of RFC 8265, section 4.2. Systems write the same password differently: one sends
 * `é` as one character and another as two. Upper and lower case stay different.
 */
export function opaqueString(password: string): string {
  return password.replace(SPACES, ' ').normalize('NFC');
}

/**
 * Characters that no OpaqueString contains. Ignorable characters are an exception, because emoji
 * consist of them.
 */
export function containsDisallowed(password: string): boolean {
  return DISALLOWED.test(password);
}
