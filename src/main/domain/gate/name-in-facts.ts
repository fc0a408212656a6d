// A tool's name as a frame's facts may hold it. Facts are never erased, so nothing that somebody made up stands in them:
// a model can put any word where the name of a tool belongs. Pure.

export function nameInFacts(tools: readonly { readonly name: string }[], name: string): string {
  // SECURITY: only names of our own; the call itself lies in the payload, where it can be forgotten.
  return tools.some((tool) => tool.name === name) ? name : 'a tool that does not exist';
}
