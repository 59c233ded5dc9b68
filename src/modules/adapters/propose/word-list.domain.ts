/** Lines of a weight and what has it, with commas between: `0.9 lead status, case status`. An indented line goes on. */
export function weights(text: string): ReadonlyMap<string, number> {
  // An indented line without a weight belongs to the one above.
  const lines = text.trim().split(/\n\s*(?=-?[\d.]+\s)/);
  return new Map(
    lines.flatMap((line) => {
      const [weight = '', ...patterns] = line.trim().split(/\s+/);
      return patterns
        .join(' ')
        .split(/,\s*/)
        .map((pattern) => [pattern, Number(weight)] as const);
    }),
  );
}

export function words(text: string): ReadonlySet<string> {
  return new Set(text.trim().split(/\s+/));
}
