// JSON text in lines, for reading. What is not JSON is shown as it is.

export function prettyJson(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
