// Comparing two settings by how much they let happen. Pure.

/** Whether `will` stands behind `was` in an order from narrow to wide. */
export function wider(order: readonly string[], was: string, will: string): boolean {
  return order.indexOf(will) > order.indexOf(was);
}

/** A sentence about what is in `will` and was not in `was`; null when nothing is. */
export function addedTo(was: readonly string[], will: readonly string[], what: string): string | null {
  const added = will.filter((id) => !was.includes(id));
  return added.length === 0 ? null : `${added.join(', ')} ${what}.`;
}

export function hostOf(url: string): string {
  return new URL(url).host;
}
