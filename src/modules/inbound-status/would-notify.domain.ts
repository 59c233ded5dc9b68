type Told = { readonly notify: boolean; readonly pushText: string };
type Effect = {
  /** The lead would take the reported status. */
  readonly moves: boolean;
  readonly matchedBy: string | null;
  readonly environment: 'live' | 'sandbox';
  readonly standing: Told | null;
};

/** What the lead's user would be told, as the dry run shows it. */
export type WouldNotify = { readonly notify: boolean; readonly push_text: string | null; readonly why: string };

/** Foretells what a report would have the user told, and says why it would not. */
export function wouldNotify({ moves, matchedBy, environment, standing }: Effect): WouldNotify {
  if (!moves || !standing) return silent('The lead does not change its status.');
  if (environment === 'sandbox') return silent('A sandbox token notifies nobody.');
  if (!standing.notify) return silent('Nobody is notified of this status; the app shows it.');
  if (matchedBy === 'name')
    return silent('The lead was found by its name alone, so the app shows it and notifies nobody.');
  return { notify: true, push_text: standing.pushText, why: 'The lead takes a status of which its user is notified.' };
}

function silent(why: string): WouldNotify {
  return { notify: false, push_text: null, why };
}
