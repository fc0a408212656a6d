// A list as the owner reads it in a question: one part under its number, aligned.
// Knows nothing of what the parts are.

/** Lines within a part are marked, so that no part can look like several. */
export function numberedLines(parts: readonly string[], first = 0): string {
  const width = String(first + parts.length - 1).length;
  return parts
    .map((part, index) => {
      const number = String(first + index).padStart(width);
      // SECURITY: without the mark an argument with a line break could show the owner another command than runs.
      return `${number}  ${part.replaceAll('\n', `\n${' '.repeat(width)}│ `)}`;
    })
    .join('\n');
}
