// Files that were dropped on the window become paths here, between the page and main: a page holds files, never paths, and
// cannot make up a file that has one.
//   page: files → here: paths → main: asks the owner in a dialog of its own

/** What `documents.drop` sends for what the page gave it. `pathFor` gives '' for a file that is on no disk. */
export function droppedPaths(
  input: unknown,
  pathFor: (file: File) => string,
): { readonly paths: readonly string[] } {
  const files: unknown = typeof input === 'object' && input !== null ? Reflect.get(input, 'files') : null;
  // SECURITY: only the browser's own files count; a path that the page wrote down goes no further.
  const real = Array.isArray(files) ? files.filter((file): file is File => file instanceof File) : [];
  return { paths: [...new Set(real.map((file) => pathFor(file)))].filter((path) => path !== '') };
}
