type Happened = { readonly eventAt: Date; readonly eventTimeGiven: boolean };

/**
 * When something happened: when its sender says, but never after it arrived. A clock that is fast, or a zone that was
 * left out, would otherwise make everything that follows look old.
 */
export function happenedAt(eventTime: string | null, receivedAt: Date): Happened {
  if (eventTime === null) return { eventAt: receivedAt, eventTimeGiven: false };
  const told = new Date(eventTime);
  return { eventAt: told < receivedAt ? told : receivedAt, eventTimeGiven: true };
}
