/** A text as bash reads it back, whatever is in it. */
export function inShell(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
