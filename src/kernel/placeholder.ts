/** What template languages put around a name: `{{lead.id}}`, `${id}`, `[[id]]`, `%ID%`, `<%= id %>`, `*|ID|*`, `{id}`. */
const INSIDE = [
  String.raw`\{\{[^{}]{1,100}\}\}`,
  String.raw`\$\{[^{}]{1,100}\}`,
  String.raw`\[\[[^\[\]]{1,100}\]\]`,
  String.raw`%[A-Za-z][\w.]{1,60}%`,
  '<%=?[^<>%]{1,100}%>',
  String.raw`\*\|[\w:]{1,60}\|\*`,
  String.raw`\{[A-Za-z][\w.]{0,60}\}`,
].join('|');

const WHOLE = new RegExp(`^\\s*(?:${INSIDE})\\s*$`);
const QUOTED = new RegExp(`["'>=]\\s{0,4}(?:${INSIDE})\\s{0,4}["'<&]`);

/** Whether a text is nothing but a place that a template should have filled in: it would stand for everybody. */
export function isPlaceholder(text: string): boolean {
  return WHOLE.test(text);
}

/** Whether a body of JSON, XML or a form has a member that was not filled in. */
export function holdsPlaceholder(body: string): boolean {
  return QUOTED.test(body);
}
