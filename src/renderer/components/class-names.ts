// Joins class names and leaves out the absent ones. The only place that builds a class attribute.
// It knows no component and no style.

/** One class attribute; `false`, `null`, `undefined` and the empty string are left out. */
export function classNames(...names: readonly (string | false | null | undefined)[]): string {
  return names.filter((name) => name).join(' ');
}
